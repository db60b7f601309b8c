import { progressLine } from './progress-line';

it('writes at most one line per interval to a log, with rate and time left', () => {
  let clock = 0;
  const lines: string[] = [];
  const line = progressLine('sent', 100, { write: (text) => lines.push(text) }, () => clock);
  clock = 1_000;
  line.update(10);
  clock = 2_000;
  line.update(20);
  line.finish(100);
  expect(lines).toEqual(['sent: 20 of 100 (10/s, 8 s left)\n', 'sent: 100 of 100 (50/s)\n']);
});

it('redraws one line on a terminal', () => {
  const writes: string[] = [];
  let clock = 0;
  const line = progressLine(
    'read',
    undefined,
    { isTTY: true, write: (text) => writes.push(text) },
    () => clock,
  );
  clock = 1;
  line.finish(5);
  expect(writes[0]).toBe('\r\u001b[Kread: 5 (5,000/s)\n');
});
