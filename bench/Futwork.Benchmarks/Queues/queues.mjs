// Runs jobs that do nothing through pg-boss or graphile-worker: node queues.mjs <boss|graphile> <connection> <jobs> <batch>
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const [library, connectionString, jobsText, batchText] = process.argv.slice(2);
const [jobs, batch] = [Number(jobsText), Number(batchText)];

async function boss() {
  const PgBoss = require('pg-boss');
  const instances = [new PgBoss({ connectionString, supervise: false, schedule: false }), new PgBoss({ connectionString, supervise: false, schedule: false })];
  for (const one of instances) await one.start();
  await instances[0].createQueue('bench');
  for (let i = 0; i < jobs; i += 1000) await instances[0].insert(Array.from({ length: 1000 }, (_, k) => ({ name: 'bench', data: { i: i + k } })));
  const began = performance.now();
  let done = 0;
  await Promise.all(instances.map(async one => {
    for (;;) {
      const taken = await one.fetch('bench', { batchSize: batch });
      if (!taken || taken.length === 0) return;
      await one.complete('bench', taken.map(job => job.id));
      done += taken.length;
    }
  }));
  const seconds = (performance.now() - began) / 1000;
  for (const one of instances) await one.stop({ graceful: false, wait: false });
  return { done, seconds };
}

async function graphile() {
  const { run, makeWorkerUtils } = require('graphile-worker');
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString, max: 20 });
  const utils = await makeWorkerUtils({ pgPool: pool });
  await utils.migrate();
  await pool.query("SELECT graphile_worker.add_job('bench', json_build_object('i', i)) FROM generate_series(1, $1::int) i", [jobs]);
  await pool.query('VACUUM ANALYZE');
  let done = 0;
  let finish;
  const finished = new Promise(resolve => { finish = resolve; });
  const { Logger } = require('graphile-worker');
  const began = performance.now();
  const runners = await Promise.all([1, 2].map(() => run({
    pgPool: pool, concurrency: 16, noHandleSignals: true, pollInterval: 100,
    logger: new Logger(() => (level, message) => { if (level === 'error') console.error(message); }),
    taskList: { bench: async () => { if (++done === jobs) finish(); } },
  })));
  await finished;
  // Done is done when the table says so.
  for (;;) {
    const left = await pool.query('SELECT count(*)::int AS n FROM graphile_worker._private_jobs');
    if (left.rows[0].n === 0) break;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(runners.map(runner => runner.stop()));
  await utils.release();
  await pool.end();
  return { done, seconds };
}

const result = await (library === 'boss' ? boss() : graphile());
console.log(JSON.stringify(result));
process.exit(0);
