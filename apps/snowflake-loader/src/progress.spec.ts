import { progressLines } from './progress';

it('shows a line per table with rows to load, and ends it when all are there', () => {
  const drawn: string[] = [];
  const observer = progressLines((label, total) => ({
    update: (done) => void drawn.push(`${label} ${done} of ${total}`),
    finish: (done) => void drawn.push(`${label} all ${done}`),
  }));
  const unit = { snapshots: [], changes: { inserted: 0, updated: 0, deleted: 0 }, seconds: 1 };
  observer.pending('events', { snapshots: 3, rows: 30 });
  observer.pending('set_aside', { snapshots: 1, rows: 0 });
  observer.applied('events', { ...unit, rows: 10 });
  observer.applied('set_aside', { ...unit, rows: 0 });
  observer.applied('events', { ...unit, rows: 20 });
  expect(drawn).toEqual(['events rows 10 of 30', 'events rows all 30']);
});
