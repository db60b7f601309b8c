import { eachFile, type Rule } from '../rule';

export const swallowedError: Rule = {
  name: 'swallowed-error',
  bans: 'an error that is caught and lost',
  because: 'loses an error',
  instead: 'throw, return an outcome, or use the error; in Python catch the narrow type, or raise again',
  check: eachFile((file) => (file.facts?.swallowed ?? []).map(({ text, line }) => ({ line, found: text }))),
  bad: [
    { 'libs/a/src/a.ts': 'try { go(); } catch {}' },
    { 'libs/a/src/a.ts': 'try { go(); } catch (error) { log("went wrong"); }' },
    { 'libs/a/src/a.ts': 'void go().catch(() => undefined);' },
    { 'spark/a.py': 'try:\n    go()\nexcept Exception as error:\n    log(error)\n' },
    { 'spark/a.py': 'try:\n    go()\nexcept:\n    log("x")\n' },
    { 'spark/a.py': 'try:\n    go()\nexcept (ValueError, BaseException):\n    log("x")\n' },
    { 'spark/a.py': 'try:\n    go()\nexcept KeyError:\n    pass\n' },
  ],
  good: [
    { 'libs/a/src/a.ts': 'try { go(); } catch (error) { log(error); }' },
    { 'libs/a/src/a.ts': 'function f() { try { return go(); } catch { return undefined; } }' },
    { 'libs/a/src/a.ts': 'void go().catch((error) => log(error));' },
    { 'spark/a.py': 'try:\n    go()\nexcept Exception as error:\n    raise Failed() from error\n' },
    { 'spark/a.py': 'try:\n    go()\nexcept KeyError:\n    value = None\n' },
  ],
};
