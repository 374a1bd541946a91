/**
 * Who may import whom. The design's picture, as rules: data goes round once, in one direction.
 * Checked by `npm run check`.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src/|node_modules/)', pathNot: allowed },
});

const PURE_LIBRARIES = '^node_modules/(zod|big\\.js|temporal-polyfill|stdnum|@types/big\\.js)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'The rules do no I/O: no Node module either.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['core'] },
    },
    only('domain', '^src/domain/', ['^src/domain/', PURE_LIBRARIES], 'The domain imports itself and arithmetic.'),
    only(
      'application',
      '^src/application/',
      ['^src/(application|domain)/', '^node_modules/(uuid|zod)/'],
      'Use cases know the domain and their own ports.',
    ),
    only(
      'eventstore',
      '^src/eventstore/',
      [
        '^src/(eventstore|domain|platform)/',
        '^src/application/(ports/|derived-ids)',
        '^node_modules/(@eventstore|zod)/',
      ],
      'The door to the event store.',
    ),
    only(
      'projections',
      '^src/projections/',
      [
        '^src/(projections|platform)/',
        '^src/application/(ports/|derived-ids|billing/group-id)',
        '^src/domain/',
        '^node_modules/(pg|@types/pg|kysely|zod|uuid)/',
      ],
      'Read models fold events; they decide nothing and send nothing.',
    ),
    {
      name: 'projections-decide-nothing',
      severity: 'error',
      from: { path: '^src/projections/' },
      to: { path: '^src/application/(?!ports/|derived-ids|billing/group-id)' },
    },
    only(
      'identity',
      '^src/identity/',
      ['^src/(identity|application|domain|platform)/', '^node_modules/(jose|pg|@types/pg|zod)/'],
      'Who is asking and what they may do; knows no route and no read model but its own functions in the database.',
    ),
    {
      name: 'api-and-workers-apart',
      severity: 'error',
      from: { path: '^src/(api|workers)/' },
      to: { path: '^src/(api|workers|roles|cli|embedded|eventstore)/', pathNot: '^src/$1/' },
    },
    {
      name: 'api-reads-queries',
      comment: 'Of a read model, a route sees its queries only.',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: '^src/projections/', pathNot: '/queries(\\.ts$|/)' },
    },
    {
      name: 'platform-knows-nothing',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(?!platform/|domain/kernel/)' },
    },
    {
      name: 'embedded-knows-nothing',
      severity: 'error',
      from: { path: '^src/embedded/' },
      to: { path: '^src/(?!embedded/|platform/)' },
    },
    {
      name: 'only-main-wires',
      severity: 'error',
      from: { path: '^src/(?!main\\.ts|roles/|cli/)' },
      to: { path: '^src/(main\\.ts|roles/|cli/)' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
