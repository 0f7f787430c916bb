// Support desk on the OpenAI SDK for Node: JSON, a forced tool, a stream, and a report that is thought about.
import OpenAI from 'openai';

const client = new OpenAI({
  apiKey: process.env.DEEPSEEK_API_KEY,
  baseURL: process.env.DEEPSEEK_BASE_URL ?? 'https://api.deepseek.com',
  maxRetries: 0,
});
const MODEL = 'deepseek-chat';
const messages = [{ role: 'user', content: 'Where is my order A-17? Answer in JSON.' }];
const tools = [{ type: 'function', function: { name: 'find_order', parameters: { type: 'object', properties: {} } } }];

const sorted = await client.chat.completions.create({
  model: MODEL,
  messages,
  response_format: { type: 'json_object' },
  max_tokens: 50, // a label is short
});
const found = await client.chat.completions.create({ model: MODEL, messages, tools, tool_choice: 'required' });
const stream = await client.chat.completions.create({
  model: 'deepseek-chat',
  messages,
  stream: true /* the customer watches */
});
let said = '';
for await (const chunk of stream) said += chunk.choices[0]?.delta?.content ?? '';
const report = await client.chat.completions.create({ model: 'deepseek-reasoner', messages });

const answers = [JSON.parse(sorted.choices[0].message.content).label, found.choices[0].message.tool_calls[0].id, said];
for (const answer of [...answers, report.choices[0].message.content]) {
  if (!answer) throw new Error('an empty answer');
  console.log(answer);
}
