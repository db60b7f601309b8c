import { PlatformError, messageOf } from './index';

describe('PlatformError', () => {
  it('says what, where and what next in one line', () => {
    const error = new PlatformError({
      code: 'PORT_TAKEN',
      message: 'port 9092 is in use',
      where: 'kafka.port',
      next: 'stop the other process',
    });
    expect(error.oneLine()).toBe(
      'PORT_TAKEN  port 9092 is in use (kafka.port). Next: stop the other process',
    );
  });

  it('leaves out what is not known and defaults to a failure that needs a person', () => {
    const error = new PlatformError({ code: 'X', message: 'no' });
    expect(error.oneLine()).toBe('X  no');
    expect([error.exitCode, error.retry]).toEqual([1, 'afterFix']);
  });
});

it('reads the message of any thrown value', () => {
  expect([messageOf(new Error('a')), messageOf('b')]).toEqual(['a', 'b']);
});
