import { allow, deny, policy } from '../access/policy';
import { decide, type Decision } from './decide';

const document = policy(
  allow('Read', ['s3:Get*'], ['arn:aws:s3:::b/own/*']),
  allow('List', ['s3:ListBucket'], ['arn:aws:s3:::b'], { StringLike: { 's3:prefix': ['own/*'] } }),
  allow('Use', ['kms:Decrypt'], ['*'], { StringEquals: { 'kms:ViaService': ['s3'] } }),
  allow('Create', ['s3:PutObject'], ['arn:aws:s3:::b/new/*'], { Null: { 's3:if-none-match': ['false'] } }),
  deny('Keep', ['s3:GetObject'], ['arn:aws:s3:::b/own/secret?']),
);

describe('the evaluator of policies', () => {
  it.each<[Decision, string, string, Record<string, string>?]>([
    ['allowed', 's3:GetObject', 'arn:aws:s3:::b/own/a/b'],
    ['allowed', 'S3:getobject', 'arn:aws:s3:::b/own/'],
    ['denied', 's3:GetObject', 'arn:aws:s3:::b/ownership'],
    ['denied', 's3:GetObject', 'arn:aws:s3:::B/own/a'],
    ['denied', 's3:PutObject', 'arn:aws:s3:::b/own/a'],
    ['forbidden', 's3:GetObject', 'arn:aws:s3:::b/own/secret1'],
    ['allowed', 's3:GetObject', 'arn:aws:s3:::b/own/secret12'],
    ['allowed', 's3:ListBucket', 'arn:aws:s3:::b', { 's3:prefix': 'own/x' }],
    ['denied', 's3:ListBucket', 'arn:aws:s3:::b', { 's3:prefix': '' }],
    ['denied', 's3:ListBucket', 'arn:aws:s3:::b'],
    ['allowed', 's3:PutObject', 'arn:aws:s3:::b/new/a', { 's3:if-none-match': '*' }],
    ['denied', 's3:PutObject', 'arn:aws:s3:::b/new/a'],
    ['allowed', 'kms:Decrypt', 'any', { 'kms:ViaService': 's3' }],
    ['denied', 'kms:Decrypt', 'any', { 'kms:ViaService': 's3x' }],
  ])('answers %s to %s on %s', (decision, action, resource, context = {}) => {
    expect(decide(document, { action, resource, context })).toBe(decision);
  });
});
