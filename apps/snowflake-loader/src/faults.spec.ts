import { FAULT_MEANINGS, FAULT_POINTS, faultFrom } from './faults';

describe('fault points', () => {
  let kill: jest.SpyInstance;
  beforeEach(() => (kill = jest.spyOn(process, 'kill').mockReturnValue(true)));
  afterEach(() => kill.mockRestore());

  it('are off unless asked for', () => {
    const reach = faultFrom({}, 'prod');
    FAULT_POINTS.forEach(reach);
    expect(kill).not.toHaveBeenCalled();
  });

  it('kill at the n-th time the point is passed', () => {
    const reach = faultFrom({ LOADER_FAULT: 'merged:2' }, 'local');
    reach('merged');
    reach('recorded');
    expect(kill).not.toHaveBeenCalled();
    reach('merged');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });

  it.each([
    ['merged', 'prod'],
    ['nowhere', 'local'],
    ['merged:0', 'local'],
  ])('refuse %s in environment %s', (asked, environment) => {
    expect(() => faultFrom({ LOADER_FAULT: asked }, environment)).toThrow(
      expect.objectContaining({ code: 'FAULT_REFUSED', exitCode: 2 }),
    );
  });

  it('each say what is true there', () => {
    expect(Object.keys(FAULT_MEANINGS)).toEqual(FAULT_POINTS);
  });
});
