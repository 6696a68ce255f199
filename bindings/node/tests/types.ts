// What the compiler must accept, and what it must not; the tests in JavaScript are checked against the same types.

import { Hash, Index, Matcher, StaydownError, classic, digests, hash, hashFile, hashPixels } from 'staydown';
import type { Ask, Digests, Entry, ErrorCode, Hit, Limits, Pdq, Verdict } from 'staydown';

export async function accepted(bytes: Uint8Array, url: URL): Promise<Verdict['action']> {
  const limits: Limits = { pixels: 1_000_000 };
  const { hash: first, quality, orientations }: Pdq = await hash(bytes, limits);
  const distance: number = first.distance(orientations[1] ?? (await hashFile(url)).hash);
  const found: Digests = await digests(bytes);
  const entries: Entry[] = [{ hash: first, id: 7n, list: 2 }, { hash: new Hash(found.sha256), id: 2n ** 63n }];
  await Index.build('known.sdx', entries);
  using index = await Index.open('known.sdx', 'memory');
  const hits: Hit[] = index.withinSync(first, 31);
  const ids: bigint[] = (await index.withinBatch([first], 31)).flat().map((hit) => hit.id);
  using matcher = await Matcher.open('catalogue.db', { index: url });
  const ask: Ask = { tier: 'framed', budgetMs: 20 };
  const verdict: Verdict = await matcher.check(bytes, ask);
  try {
    await hashPixels({ data: bytes, width: 2, height: 2, channels: 3 });
  } catch (error) {
    const code: ErrorCode | undefined = error instanceof StaydownError ? error.code : undefined;
    if (code === 'too-large' || ids.length + hits.length + quality + distance < 0) throw error;
  }
  return verdict.action;
}

export async function refused(bytes: Uint8Array, index: Index, first: Hash, verdict: Verdict): Promise<void> {
  // @ts-expect-error: an id is a bigint
  await Index.build('known.sdx', [{ hash: first, id: 7 }]);
  // @ts-expect-error: a misspelt limit
  await hash(bytes, { pixel: 1 });
  // @ts-expect-error: no such tier
  const ask: Ask = { tier: 'all' };
  // @ts-expect-error: a hash is no text
  index.withinSync(first.hex, 31);
  // @ts-expect-error: a promise is waited for
  const any: boolean = index.any(first, 31);
  // @ts-expect-error: opened with Index.open
  new Index();
  // @ts-expect-error: PDQ is no classic hash
  await classic(bytes, 'pdq');
  // @ts-expect-error: a picture may have no hash
  const quality: number = verdict.quality;
  // @ts-expect-error: two channels
  await hashPixels({ data: bytes, width: 1, height: 1, channels: 2 });
  void [ask, any, quality];
}
