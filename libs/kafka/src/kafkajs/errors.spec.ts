import { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { laggingBroker, missingTopic, translate } from './errors';

/** What kafkajs throws when Kafka has answered with an error and its own tries are used up. */
function answered(type: string, retriable: boolean): unknown {
  const cause = Object.assign(new KafkaJSProtocolError({ message: type } as never), { type, retriable });
  return new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 2, retryTime: 600 });
}

describe('an error of Kafka', () => {
  it.each([
    ['NOT_LEADER_FOR_PARTITION', true, 'KAFKA_UNAVAILABLE', 'backoff'],
    ['UNKNOWN_TOPIC_OR_PARTITION', true, 'TOPIC_MISSING', 'afterFix'],
    ['MESSAGE_TOO_LARGE', false, 'RECORD_TOO_LARGE', 'never'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', false, 'SEQUENCE_LOST', 'afterFix'],
    ['TOPIC_AUTHORIZATION_FAILED', false, 'KAFKA_REFUSED', 'afterFix'],
  ])('%s (retriable: %s) is %s: %s', (type, retriable, code, retry) => {
    expect(translate(answered(type, retriable), 'broker:9092')).toMatchObject({
      ...{ code, retry, where: 'broker:9092' },
    });
  });

  it('that a topic is unknown, where it was found before, may pass: the broker reads its metadata yet', () => {
    const error = translate(answered('UNKNOWN_TOPIC_OR_PARTITION', true), 'broker:9092');
    expect(laggingBroker(error)).toMatchObject({ code: 'TOPIC_MISSING', retry: 'backoff' });
    expect(laggingBroker(missingTopic('shop'))).toMatchObject({ retry: 'backoff', where: 'shop' });
  });

  it.each(['RECORD_TOO_LARGE', 'KAFKA_REFUSED'])('%s stays as it is where a topic was found', (code) => {
    const type = code === 'KAFKA_REFUSED' ? 'TOPIC_AUTHORIZATION_FAILED' : 'MESSAGE_TOO_LARGE';
    const error = translate(answered(type, false), 'broker:9092');
    expect(laggingBroker(error)).toBe(error);
  });
});
