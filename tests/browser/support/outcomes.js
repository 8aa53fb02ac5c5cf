/** What a promise is rejected with; throws where it is not. @returns {Promise<any>} */
export async function rejection(/** @type {Promise<unknown>} */ promise) {
  const fulfilled = Symbol("fulfilled");
  const result = await promise.then(
    () => fulfilled,
    (/** @type {unknown} */ reason) => reason,
  );
  if (result === fulfilled) throw new Error("not rejected");
  return result;
}
