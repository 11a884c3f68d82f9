/**
 * A stand-in for the engine where a test is about the shell alone: sends back what a window's channel says, and keeps
 * the log of what main said on channel 0 in the file that STAND_IN_LOG names.
 */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { createFrameReader, toFrame } from '#contract/frames';
import { fromBytes, toBytes } from '#contract/wire';

const log = (line: string) => appendFileSync(process.env['STAND_IN_LOG'] ?? '', `${line}\n`);
log(`start ${process.pid} ${process.argv.slice(2).join(' ')}`);

const read = createFrameReader();
process.stdin.on('data', (piece: Buffer) => {
  for (const { channel, bytes } of read(piece)) {
    const message = channel === 0 ? fromBytes(bytes) : undefined;
    if (message?.kind === 'call') {
      log(`${message.name} ${JSON.stringify(message.input)}`);
      process.stdout.write(toFrame(0, toBytes({ kind: 'reply', id: message.id, output: null })));
    } else if (bytes.length === 0) log(`end ${channel}`);
    else process.stdout.write(toFrame(channel, bytes));
  }
});
process.stdin.on('end', () => {
  log(`stop ${process.pid}`);
  process.exit(0);
});
