// Two models by one call: a quick one that does not think, and one that is to think and says so.
import OpenAI from 'openai';

const client = new OpenAI({
  apiKey: process.env.DEEPSEEK_API_KEY,
  baseURL: process.env.DEEPSEEK_BASE_URL ?? 'https://api.deepseek.com',
  maxRetries: 0,
});

async function ask(model, question, longest) {
  const answer = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: question }],
    max_tokens: longest,
  });
  return answer.choices[0].message.content;
}

for (const said of [
  await ask('deepseek-chat', 'Which label fits?', 50),
  await ask('deepseek-v4-pro', 'What went wrong today?', 4000),
]) {
  if (!said) throw new Error('an empty answer');
  console.log(said);
}
