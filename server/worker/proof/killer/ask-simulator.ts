/** Asks a simulator's control door; throws what it objects to. */
export async function askSimulator<T>(
  origin: string,
  method: "GET" | "POST",
  act: string,
  body?: object,
): Promise<T> {
  const reply = await fetch(`${origin}/_simulator/${act}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${act}: ${await reply.text()}`);
  return (await reply.json()) as T;
}
