// Summary of a ticket for the colleague who takes it over. Runs on the server side of the console.
import OpenAI from "openai";

const client = new OpenAI({
  apiKey: process.env.DEEPSEEK_API_KEY,
  baseURL: "https://api.deepseek.com",
});

const SYSTEM =
  "Summarise the ticket or log for a colleague who has one minute: what happened, what was tried, what is open. " +
  "Three to five sentences, no greeting.";

export async function summarise(ticket: string, onText: (part: string) => void): Promise<string> {
  const stream = await client.chat.completions.create({
    model: "deepseek-chat",
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: ticket },
    ],
    temperature: 0.3,
    max_tokens: 300,
    stream: true,
    stream_options: { include_usage: true },
  });

  let text = "";
  for await (const chunk of stream) {
    const part = chunk.choices[0]?.delta?.content ?? "";
    if (part) {
      text += part;
      onText(part);
    }
  }
  return text;
}

export async function headline(ticket: string): Promise<string> {
  const response = await client.chat.completions.create({
    model: "deepseek-chat",
    messages: [
      { role: "system", content: "Give this ticket a headline of at most ten words." },
      { role: "user", content: ticket },
    ],
    temperature: 0.3,
    max_tokens: 40,
  });
  return response.choices[0]?.message?.content?.trim() ?? "";
}
