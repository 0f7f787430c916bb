"""What is only kept, told or shown is no request: no switch is put into it, and a row of a database keeps its name."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import rewritten

# Each begins with the reason for it and the name of its file.
STORED = """
## browser: a.ts
localStorage.setItem("chat", JSON.stringify({ messages: [], model: "deepseek-chat" }));
## storage-of-an-extension: a.ts
chrome.storage.local.set({ messages: [], model: "deepseek-chat" });
## storage-of-an-app: a.ts
await AsyncStorage.setItem("m", JSON.stringify({ model: "deepseek-chat", messages: [] }));
## orm: a.ts
await prisma.conversation.create({ data: { messages: [], model: "deepseek-chat" } });
## table: a.ts
await supabase.from("chats").insert({ messages: [], model: "deepseek-chat" });
## collection: a.js
await collection.insertOne({ messages: [], model: "deepseek-chat" });
## cache: a.js
await redis.set("c", JSON.stringify({ messages: [], model: "deepseek-chat" }));
## queue: a.js
channel.publish("q", Buffer.from(JSON.stringify({ model: "deepseek-chat", messages: [] })));
## event: a.js
window.postMessage({ type: "x", messages: [], model: "deepseek-chat" });
## orm-of-python: a.py
Conversation.objects.create(messages=[], model="deepseek-chat")
## collection-of-python: a.py
db.sessions.insert_one({"messages": [], "model": "deepseek-chat"})
## cache-of-python: a.py
redis.set("chat", json.dumps({"messages": [], "model": "deepseek-chat"}))
## table-of-php: a.php
<?php
DB::table('chats')->insert(['messages' => '[]', 'model' => 'deepseek-chat']);
## cache-of-php: a.php
<?php
Cache::put('k', ['messages' => [], 'model' => 'deepseek-chat']);
## cache-of-ruby: a.rb
Rails.cache.write("k", { messages: [], model: "deepseek-chat" })
## dao-of-kotlin: A.kt
fun f() { dao.insert(Chat(messages = emptyList(), model = "deepseek-chat")) }
## preferences-of-kotlin: A.kt
fun f() { prefs.edit().putString("model", "deepseek-chat").apply() }
## preferences-of-dart: a.dart
void f() { prefs.setString("chat", jsonEncode({"messages": [], "model": "deepseek-chat"})); }
## collection-of-go: a.go
package a
func f() { coll.InsertOne(ctx, bson.M{"messages": nil, "model": "deepseek-chat"}) }
## cache-of-csharp: A.cs
class A { void F() { cache.SetString("k", JsonSerializer.Serialize(new { messages = new List<M>(), model = "deepseek-chat" })); } }
## defaults-of-swift: a.swift
UserDefaults.standard.set(["messages": [], "model": "deepseek-chat"], forKey: "chat")
"""
HELD = """
## state: a.tsx
const [session, setSession] = useState({ messages: [], model: "deepseek-chat" });
## state-that-is-set: a.tsx
const clear = () => setSession({ ...session, messages: [], model: "deepseek-chat" });
## state-of-a-class: a.jsx
class A extends React.Component { reset() { this.setState({ ...this.state, messages: [], model: "deepseek-chat" }); } }
## zustand: a.ts
export const useChat = create((set) => ({ clear: () => set({ messages: [], model: "deepseek-chat" }) }));
## redux: a.ts
dispatch({ type: "CLEAR", payload: { messages: [], model: "deepseek-chat" } });
## pinia: a.ts
export const useChat = defineStore("chat", { state: () => ({ messages: [], model: "deepseek-chat" }) });
## history-of-a-page: a.ts
history.pushState({ model: "deepseek-chat", messages: [] }, "");
## vue: a.ts
const chat = reactive({ messages: [], model: "deepseek-chat" });
## svelte: a.ts
export const chat = writable({ messages: [], model: "deepseek-chat" });
## component: a.tsx
const page = <ChatBox messages={session.messages} model="deepseek-chat" />;
## file: a.ts
fs.writeFileSync("chat.json", JSON.stringify({ model: "deepseek-chat", messages: [] }));
## file-of-python: a.py
json.dump({"messages": [], "model": "deepseek-chat"}, f)
## text-of-python: a.py
path.write_text(json.dumps({"messages": [], "model": "deepseek-chat"}))
## logged-by-python: a.py
logger.info(json.dumps({"messages": [], "model": "deepseek-chat"}))
## file-of-php: a.php
<?php
file_put_contents('x.json', json_encode(['messages' => [], 'model' => 'deepseek-chat']));
## file-of-ruby: a.rb
File.write("x.json", { messages: [], model: "deepseek-chat" }.to_json)
## file-of-java: A.java
class A { void f() { Files.writeString(p, mapper.writeValueAsString(Map.of("messages", List.of(), "model", "deepseek-chat"))); } }
## logged-by-java: A.java
class A { void f() { log.info(mapper.writeValueAsString(Map.of("messages", List.of(), "model", "deepseek-chat"))); } }
## file-of-csharp: A.cs
class A { void F() { File.WriteAllText("x", JsonSerializer.Serialize(new { messages = new List<M>(), model = "deepseek-chat" })); } }
## file-of-rust: a.rs
fn f() { std::fs::write("x.json", serde_json::to_string(&json!({"messages": [], "model": "deepseek-chat"})).unwrap()); }
## file-of-dart: a.dart
void f() { File("x").writeAsString(jsonEncode({"messages": [], "model": "deepseek-chat"})); }
"""
SENT = """
## fetch: a.ts
const sent = { method: "POST", body: JSON.stringify({ messages: [], model: "deepseek-chat" }) };
await fetch("https://api.deepseek.com/chat/completions", sent);
## by-a-name: a.ts
const body = { messages: [], model: "deepseek-chat" };
await fetch("https://api.deepseek.com/chat/completions", { method: "POST", body: JSON.stringify(body) });
## axios: a.ts
await axios.post("https://api.deepseek.com/chat/completions", { messages: [], model: "deepseek-chat" });
## written-to-a-request: a.js
req.write(JSON.stringify({ messages: [], model: "deepseek-chat" }));
## create: a.ts
await client.chat.completions.create({ messages: [], model: "deepseek-chat" });
## create-of-python: a.py
client.chat.completions.create(messages=[], model="deepseek-chat")
## posted-by-python: a.py
requests.post("https://api.deepseek.com/chat/completions", data=json.dumps({"messages": [], "model": "deepseek-chat"}))
## posted-by-php: a.php
<?php
curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(['messages' => [], 'model' => 'deepseek-chat']));
"""


def cases(text: str) -> list[object]:
    """`## <reason>: <file>` and the code below it, as parameters of a test."""
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return [pytest.param(head.partition(": ")[2], f"{code}\n", id=head.partition(": ")[0]) for head, _, code in parts]


@pytest.mark.parametrize(("path", "code"), cases(STORED))
def test_what_is_stored_waits_for_a_person(path: str, code: str) -> None:
    assert rewritten(path, code).after.decode() == code


@pytest.mark.parametrize(("path", "code"), cases(HELD))
def test_no_switch_is_put_into_what_is_held_or_told(path: str, code: str) -> None:
    assert "thinking" not in rewritten(path, code).after.decode()


@pytest.mark.parametrize(("path", "code"), cases(SENT))
def test_what_is_sent_gets_its_switch(path: str, code: str) -> None:
    assert "thinking" in rewritten(path, code).after.decode()
