// The AI SDK: text, a stream and an object from the model that answers at once, and a report from the one that thinks.
import { generateObject, generateText, streamText } from 'ai';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { z } from 'zod';

const deepseek = createDeepSeek({
  apiKey: process.env.DEEPSEEK_API_KEY,
  baseURL: process.env.DEEPSEEK_BASE_URL ?? 'https://api.deepseek.com',
});
const fast = deepseek('deepseek-chat');
const prompt = 'Where is my order A-17?';

const { text } = await generateText({ model: fast, prompt, temperature: 0.2, maxOutputTokens: 60, maxRetries: 0 });
const stream = streamText({
  model: deepseek('deepseek-chat'),
  prompt,
  maxRetries: 0,
  onError: ({ error }) => {
    throw error;
  },
});
let said = '';
for await (const part of stream.textStream) said += part;
const { object } = await generateObject({
  model: deepseek.chat('deepseek-chat'),
  schema: z.object({ label: z.string() }),
  prompt: `${prompt} Answer in JSON.`,
  providerOptions: { deepseek: { userId: 'desk' } },
  maxRetries: 0,
});
const report = await generateText({ model: deepseek('deepseek-reasoner'), prompt, maxRetries: 0 });

for (const answer of [text, said, object.label, report.text]) {
  if (!answer) throw new Error('an empty answer');
  console.log(answer);
}
