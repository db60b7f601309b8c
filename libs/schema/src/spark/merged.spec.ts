import fc from 'fast-check';
import { merged } from './merged';

const walk = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 });

describe('walks merged into one', () => {
  it('has each walk in its order', () => {
    fc.assert(
      fc.property(fc.array(walk, { minLength: 1, maxLength: 4 }), (walks) => {
        const byOwner = new Map(walks.map((each, index) => [`owner ${index}`, each]));
        const steps = merged(byOwner);
        for (const [owner, own] of byOwner) {
          expect(steps.filter(({ owners }) => owners.includes(owner)).map(({ step }) => step)).toEqual(own);
        }
      }),
    );
  });

  it('has once what all have, whatever each has besides', () => {
    const walks = new Map([
      ['x', ['id', 'price', 'unknown']],
      ['y', ['id', 'term', 'price', 'unknown']],
    ]);
    expect(merged(walks)).toEqual([
      { step: 'id', owners: ['x', 'y'] },
      { step: 'term', owners: ['y'] },
      { step: 'price', owners: ['x', 'y'] },
      { step: 'unknown', owners: ['x', 'y'] },
    ]);
  });
});
