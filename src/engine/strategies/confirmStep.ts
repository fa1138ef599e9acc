import type { TaskInfo } from '../../events/events.js';
import type { PlayBatch } from '../playBatch.js';

/**
 * `--step`: asks before a task. "c" stops the asking for the rest of the batch, anything but "y" leaves the task
 * out. Without `--step`, or with nobody to ask, the answer is yes.
 */
export async function confirmsStep(batch: PlayBatch, info: TaskInfo, host?: string): Promise<boolean> {
  if (!batch.stepping) return true;
  const where = host === undefined ? '' : `on ${host} `;
  const kind = info.handler ? 'HANDLER' : 'TASK';
  const question = `Perform task: ${kind}: ${info.name} ${where}(N)o/(y)es/(c)ontinue: `;
  return batch.oneAtATime(async () => {
    if (!batch.stepping) return true;
    const answer = (await batch.run.parts.ask(question, false))?.trim().toLowerCase();
    if (answer === undefined || answer === 'c' || answer === 'continue') batch.stepping = false;
    return !batch.stepping || answer === 'y' || answer === 'yes';
  });
}
