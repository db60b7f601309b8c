import { matching } from '../areas';
import { bannedText } from '../banned';
import type { Rule } from '../rule';

const lockFiles = matching(
  /(^|\/)(package-lock\.json|\.npmrc|requirements[\w-]*\.(txt|in)|pom\.xml|pip\.conf)$/,
);

export const registryAddress: Rule = {
  name: 'registry-address',
  bans: 'package registry addresses in lock and settings files',
  because: 'makes the set-up depend on one mirror',
  instead: 'leave the address out; the machine knows its registry',
  check: bannedText(
    lockFiles,
    /^\s*"resolved"|^[^#]*\bregistry\s*=|--(extra-)?index-url|<(repositor|pluginRepositor|mirror)\w*>/,
  ),
  bad: [
    { 'package-lock.json': '    "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",' },
    { '.npmrc': 'registry=https://npm.example.com/' },
    { 'spark/requirements.txt': '--index-url https://pypi.example.com/simple' },
    { 'tools/jars/kafka/pom.xml': '<repositories>' },
  ],
  good: [
    { '.npmrc': 'omit-lockfile-registry-resolved=true' },
    { 'package-lock.json': '    "integrity": "sha512-abc"' },
  ],
};
