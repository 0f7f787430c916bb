"""Write the example week of traffic: seven files of V3.2 exchanges as the example app's middleware would log them.

    python examples/traffic/make.py              # writes next to this file
    python examples/traffic/make.py --out DIR    # writes somewhere else

Nothing here was recorded. Texts come from topics.yaml and the prompts of ../chat_app, sums from stories.py, times and
sizes from a seeded generator, lines of the log from records.py; the same source gives the same bytes. Two passes, because
the prefix cache needs the order of time: first every exchange is composed (`compose_*`), then all are sorted and
`PrefixCache` decides what each prompt hit.
"""

import argparse
import json
import random
import runpy
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import estimate
import stories
import topics
from records import TOOL_MARK_TOKENS, Exchange, Message, PrefixCache, Prompt, record

HERE = Path(__file__).parent
APP = HERE.parent / "chat_app"
PROMPTS = runpy.run_path(str(APP / "harbor" / "prompts.py"))
HANDBOOK = (APP / "knowledge" / "handbook.md").read_text(encoding="utf-8")
# The two prompts of web/src/summarise.ts.
SUMMARISE_SYSTEM = (
    "Summarise the ticket or log for a colleague who has one minute: what happened, what was tried, what is open. "
    "Three to five sentences, no greeting."
)
HEADLINE_SYSTEM = "Give this ticket a headline of at most ten words."

SEED = "harbor-2026-03-02"
WEEK_START = stories.MONDAY

# Conversations of each kind in the week; most kinds make more than one exchange.
CONVERSATIONS = {
    "chat": 37, "chat_stream": 13, "triage": 24, "tags": 12, "handbook": 13, "tools": 15, "reason": 17,
    "summarise": 12, "headline": 5, "translate": 10, "failure": 8,
}  # fmt: skip
DAY_WEIGHTS = (11, 10, 9, 9, 8, 4, 3)  # Monday to Sunday
# Hours 0..23 UTC: European office hours with a dip at noon, an evening of private customers, a little at night.
WORKDAY_HOURS = (1, 1, 1, 1, 1, 3, 6, 11, 15, 17, 15, 10, 9, 14, 15, 13, 10, 8, 7, 8, 6, 4, 2, 1)
WEEKEND_HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 8, 7, 6, 6, 6, 7, 8, 8, 7, 6, 4, 3, 1)


class Week:
    """Draws conversations and collects their exchanges."""

    def __init__(self) -> None:
        self.rng = random.Random(SEED)
        self.exchanges: list[Exchange] = []
        self._deck: dict[str, list[Any]] = {}

    # -- drawing ---------------------------------------------------------------------------------------------------

    def deal(self, name: str, cards: Iterable[Any]) -> Any:
        """Like choice(), but every card comes once before any comes again."""
        if not self._deck.get(name):
            self._deck[name] = list(cards)
            self.rng.shuffle(self._deck[name])
        return self._deck[name].pop()

    def start_time(self) -> datetime:
        day = self.deal("day", [day for day, weight in enumerate(DAY_WEIGHTS) for _ in range(weight)])
        hour = self.rng.choices(range(24), WEEKEND_HOURS if day > 4 else WORKDAY_HOURS)[0]
        # The last half hour of the week stays free, so that a conversation never runs over its end.
        last_minute = 29 if (day, hour) == (6, 23) else 59
        offset = timedelta(
            days=day, hours=hour, minutes=self.rng.randint(0, last_minute), seconds=self.rng.randint(0, 59)
        )
        return WEEK_START + offset + timedelta(milliseconds=self.rng.randint(0, 999))

    def slots(self) -> dict[str, str]:
        rng = self.rng
        items, colours = rng.sample(topics.SLOTS["items"], 2), rng.sample(topics.SLOTS["colours"], 2)
        days = rng.randint(3, 14)
        return {
            "order": f"HP-{rng.randint(198_000, 216_999)}",
            "item": items[0],
            "item2": items[1],
            "colour": colours[0],
            "colour2": colours[1],
            "carrier": rng.choice(topics.SLOTS["carriers"]),
            "city": rng.choice(topics.SLOTS["cities"]),
            "weekday": rng.choice(topics.SLOTS["weekdays"]),
            "days": str(days),
            "amount": f"{rng.randint(18, 189)}.{rng.choice(('00', '50', '90', '95'))}",
            "invoice": f"26{rng.randint(10_000, 49_999)}",
            "invoice2": f"26{rng.randint(50_000, 79_999)}",
            "month": rng.choice(("December", "January", "February")),
            "endpoint": rng.choice(topics.SLOTS["endpoints"]),
            "verdict": "fine" if days <= 10 else "too long, ten is the most",
        }

    def opening(self, topic: topics.Topic, slots: dict[str, str]) -> topics.Turn:
        """The first question with its answer, slots filled, each with a few words around it."""
        turn, frames, language = self.deal(f"opening:{topic.name}", topic.openings), topics.FRAMES, topic.language
        asked, answered = turn.asked.format_map(slots), turn.answered.format_map(slots)
        greeting = self.rng.choice(frames["greetings"][language])
        if language != "zh" and not greeting.endswith((", ", ": ")):
            asked = asked[0].upper() + asked[1:]
        return topics.Turn(
            greeting + asked + self.rng.choice(frames["sign_offs"][language]),
            self.rng.choice(frames["leads"][language]) + answered + self.rng.choice(frames["closes"][language]),
        )

    # -- one exchange ----------------------------------------------------------------------------------------------

    def exchange(self, at: datetime, route: str, who: tuple[str, str], request: dict[str, Any], answer: Message,
                 finish_reason: str = "stop") -> Exchange:  # fmt: skip
        """An answered call. Latency follows from the size: first token after some 0.5 s, then about 30 tokens a second."""
        reasoning = answer.get("reasoning_content")
        visible = estimate.count(answer["content"])
        for call in answer.get("tool_calls", ()):
            visible += TOOL_MARK_TOKENS + estimate.count(call["function"]["arguments"])
        thought = estimate.count(reasoning) if reasoning is not None else None
        total = max(1, visible + (thought or 0)) + 1  # one for the end mark
        prompt_tokens = Prompt(request).tokens
        latency = self.rng.uniform(380, 900) + prompt_tokens * 0.12 + total * self.rng.uniform(24, 41)
        exchange = Exchange(
            at, route, *who, request, answer, finish_reason, latency_ms=round(latency), completion_tokens=total,
            reasoning_tokens=thought, ids=self.ids(),
        )  # fmt: skip
        if total > request["max_tokens"]:
            raise ValueError(f"{route} answers {total} tokens but asked for {request['max_tokens']}: {answer}")
        self.exchanges.append(exchange)
        return exchange

    def failed(self, at: datetime, route: str, who: tuple[str, str], request: dict[str, Any], status: int | None,
               error: dict[str, Any] | str, latency_ms: int) -> Exchange:  # fmt: skip
        exchange = Exchange(
            at, route, *who, request, None, status=status, error=error, latency_ms=latency_ms, ids=self.ids()
        )
        self.exchanges.append(exchange)
        return exchange

    def ids(self) -> dict[str, str]:
        return {"id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4))}

    def who(self) -> tuple[str, str]:
        return f"s-{self.rng.getrandbits(32):08x}", f"u-{self.rng.randint(1, 96)}"

    def after(self, exchange: Exchange, low_s: int, high_s: int) -> datetime:
        pause = timedelta(milliseconds=exchange.latency_ms + self.rng.randint(low_s * 1000, high_s * 1000))
        return exchange.at + pause

    # -- kinds of conversation -------------------------------------------------------------------------------------

    def compose_chat(self, at: datetime, *, stream: bool = False) -> None:
        topic = self.deal("topic", topics.TOPICS)
        slots, who = self.slots(), self.who()
        opening = self.opening(topic, slots)
        if not stream and self.rng.random() < 0.55:
            at = self.after(self.triage_message(at, who, topic, opening.asked), 1, 3)
        turns = [opening]
        follow_ups = list(topic.follow_ups)
        self.rng.shuffle(follow_ups)
        for turn in follow_ups[: self.rng.choices((0, 1, 2), (4, 4, 2))[0]]:
            sign_off = self.rng.choice(topics.FRAMES["sign_offs"][topic.language][:3])
            turns.append(topics.Turn(turn.asked + sign_off, turn.answered))
        history: list[Message] = []
        for turn in turns:
            asked, answered = turn.asked.format_map(slots), turn.answered.format_map(slots)
            messages = [system(PROMPTS["ANSWER_SYSTEM"]), *history, user(asked)]
            request = chat_request(messages, temperature=0.2, max_tokens=400, stream=stream)
            done = self.exchange(at, "/answer", who, request, assistant(answered))
            history += [user(asked), assistant(answered)]
            at = self.after(done, 25, 240)

    def compose_chat_stream(self, at: datetime) -> None:
        self.compose_chat(at, stream=True)

    def triage_message(self, at: datetime, who: tuple[str, str], topic: topics.Topic, question: str) -> Exchange:
        verdict = {"queue": topic.queue, "urgency": topic.urgency, "language": topic.language}
        if "urgent" in question or "today" in question:
            verdict["urgency"] = "high"
        messages = [system(PROMPTS["TRIAGE_SYSTEM"]), user(question)]
        request = json_request(messages, max_tokens=60)
        return self.exchange(at, "/triage", who, request, assistant(self.json_text(verdict)))

    def compose_triage(self, at: datetime) -> None:
        topic = self.deal("topic", topics.TOPICS)
        self.triage_message(at, self.who(), topic, self.opening(topic, self.slots()).asked)

    def compose_tags(self, at: datetime) -> None:
        topic = self.deal("topic", topics.TOPICS)
        question = self.opening(topic, self.slots()).asked
        found = [*topic.tags, *(["urgent"] if "urgent" in question or "today" in question else [])]
        request = json_request([system(PROMPTS["TAGS_SYSTEM"]), user(question)], max_tokens=60)
        self.exchange(at, "/tags", self.who(), request, assistant(self.json_text({"tags": found})))

    def json_text(self, value: dict[str, Any]) -> str:
        """V3.2 wrote JSON answers sometimes on one line and sometimes indented."""
        return json.dumps(value, indent=self.rng.choice((None, None, 2)), ensure_ascii=False)

    def compose_handbook(self, at: datetime) -> None:
        turn = self.deal("handbook", topics.HANDBOOK)
        slots = self.slots()
        messages = [system(PROMPTS["HANDBOOK_HEADER"] + HANDBOOK), user(turn.asked.format_map(slots))]
        request = chat_request(messages, temperature=0.0, max_tokens=800)
        self.exchange(at, "/answer", self.who(), request, assistant(turn.answered.format_map(slots)))

    def compose_translate(self, at: datetime) -> None:
        text = self.deal("translation", topics.TRANSLATIONS)
        language = self.deal("language", ("German", "Chinese", "French"))
        slots, who = self.slots(), self.who()
        content = f"Target language: {language}\n\n{text['en'].format_map(slots)}"
        request = chat_request([system(PROMPTS["TRANSLATE_SYSTEM"]), user(content)], temperature=0.3, max_tokens=600)
        request["user_id"] = f"c-{self.rng.getrandbits(24):06x}"  # extra_body of the SDK: a plain field on the wire
        self.exchange(at, "/translate", who, request, assistant(text[language].format_map(slots)))

    def compose_tools(self, at: datetime) -> None:
        """The question, one round of calls with their results, and the answer: two exchanges."""
        slots, who = self.slots(), self.who()
        asked, calls, results, answered = self.deal("tool", stories.TOOLS)(self.rng, slots)
        messages = [system(PROMPTS["TOOLS_SYSTEM"]), user(asked)]
        tool_calls = [
            {
                "index": index,
                "id": f"call_00_{self.rng.getrandbits(96):024x}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for index, (name, arguments) in enumerate(calls)
        ]
        first = assistant("", tool_calls=tool_calls)
        done = self.exchange(at, "/tools", who, tools_request(messages), first, "tool_calls")
        # The app sends its own copy of the turn: the SDK's dump of each call has no index.
        replayed = assistant("", tool_calls=[{k: call[k] for k in ("id", "type", "function")} for call in tool_calls])
        messages = [*messages, replayed]
        for call, result in zip(tool_calls, results, strict=True):
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": json.dumps(result)})
        at = done.at + timedelta(milliseconds=done.latency_ms + self.rng.randint(60, 700))
        self.exchange(at, "/tools", who, tools_request(messages), assistant(answered))

    def compose_reason(self, at: datetime) -> None:
        slots = self.slots()
        case, thought, decision = self.deal("reason", stories.REASONS)(self.rng, slots)
        request = chat_request([system(PROMPTS["REASON_SYSTEM"]), user(case)], temperature=0.0, max_tokens=1024)
        request["model"] = "deepseek-reasoner"
        self.exchange(
            at,
            "/reason",
            self.who(),
            request,
            assistant(decision, reasoning_content=self.thinking_aloud(case, thought)),
        )

    def thinking_aloud(self, case: str, thought: str) -> str:
        """A reasoning model repeats the case before it works on it and doubts itself afterwards."""
        facts = "\n".join(f"- {sentence.rstrip('.')}" for sentence in case.split(". "))
        first, last = self.rng.choice(topics.REASONING["first"]), self.rng.choice(topics.REASONING["last"])
        return f"{first}\n\n{facts}\n\n{thought}\n\n{last}"

    def compose_summarise(self, at: datetime) -> None:
        slots = self.slots()
        ticket, summary = self.deal("long", (long_log, long_log, long_ticket))(self, slots)
        request = chat_request([system(SUMMARISE_SYSTEM), user(ticket)], temperature=0.3, max_tokens=300, stream=True)
        self.exchange(at, "/summarise", self.who(), request, assistant(summary))

    def compose_headline(self, at: datetime) -> None:
        topic = self.deal("headline", [topic for topic in topics.TOPICS if topic.language == "en"])
        slots = self.slots()
        subject = topic.name.replace("_", " ").capitalize()
        text = f"{subject}: {slots['order']}, {slots['item']}, customer in {slots['city']}"
        request = chat_request(
            [system(HEADLINE_SYSTEM), user(self.opening(topic, slots).asked)], temperature=0.3, max_tokens=40
        )
        self.exchange(at, "/headline", self.who(), request, assistant(text))

    def compose_failure(self, at: datetime) -> None:
        """Failures of each sort in turn; what the app repeats is answered the second time, a few seconds later."""
        kind = self.deal("failure", FAILURES)
        topic = self.deal("topic", topics.TOPICS)
        slots, who = self.slots(), self.who()
        opening = self.opening(topic, slots)
        messages = [system(PROMPTS["ANSWER_SYSTEM"]), user(opening.asked)]
        request = chat_request(messages, temperature=0.2, max_tokens=400)
        if kind in RETRIED_ERRORS:
            status, body = RETRIED_ERRORS[kind]
            failed = self.failed(at, "/answer", who, request, status, body, self.rng.randint(140, 2600))
            self.exchange(self.after(failed, 1, 6), "/answer", who, request, assistant(opening.answered))
        elif kind == "timeout":
            error = "ReadTimeout: no response within 60 s"
            self.failed(at, "/answer", who, request, None, error, 60_000 + self.rng.randint(2, 40))
        elif kind == "max_tokens":
            log, _ = long_log(self, slots)
            request = chat_request([system(SUMMARISE_SYSTEM), user(log)], temperature=0.3, max_tokens=16_000)
            message = "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"
            self.failed(at, "/summarise", who, request, 400, api_error(message, "invalid_request_error"), 212)
        else:
            log, _ = long_log(self, slots)
            # The middleware cuts very long bodies: the real prompt was over the window, the log keeps its beginning.
            content = log[:4000] + "\n[log cut here: 531204 of 535204 characters left out]"
            request = chat_request([system(SUMMARISE_SYSTEM), user(content)], temperature=0.3, max_tokens=300)
            message = (
                "This model's maximum context length is 131072 tokens. However, you requested 187346 tokens (187046 in "
                "the messages, 300 in the completion). Please reduce the length of the messages or completion."
            )
            self.failed(at, "/summarise", who, request, 400, api_error(message, "invalid_request_error"), 1874)

    def compose(self) -> list[Exchange]:
        kinds = [kind for kind, count in CONVERSATIONS.items() for _ in range(count)]
        self.rng.shuffle(kinds)
        for kind in kinds:
            getattr(self, f"compose_{kind}")(self.start_time())
        return sorted(self.exchanges, key=lambda exchange: (exchange.at, exchange.session))


# -- request bodies ------------------------------------------------------------------------------------------------


def system(content: str) -> Message:
    return {"role": "system", "content": content}


def user(content: str) -> Message:
    return {"role": "user", "content": content}


def assistant(content: str, **more: Any) -> Message:
    return {"role": "assistant", "content": content, **more}


def chat_request(
    messages: list[Message], *, temperature: float, max_tokens: int, stream: bool = False
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": "deepseek-chat",
        "messages": messages,
        "temperature": temperature,
        "max_tokens": max_tokens,
    }
    if stream:
        request |= {"stream": True, "stream_options": {"include_usage": True}}
    return request


def json_request(messages: list[Message], *, max_tokens: int) -> dict[str, Any]:
    return {
        **chat_request(messages, temperature=0.0, max_tokens=max_tokens),
        "response_format": {"type": "json_object"},
    }


def tools_request(messages: list[Message]) -> dict[str, Any]:
    return {
        **chat_request(messages, temperature=0.0, max_tokens=512),
        "tools": PROMPTS["TOOLS"],
        "tool_choice": "auto",
    }


def api_error(message: str, kind: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": kind}}


FAILURES = ("429", "429", "500", "503", "503", "context", "max_tokens", "timeout")
RETRIED_ERRORS = {
    "429": (429, api_error("Rate limit reached, please slow down", "rate_limit_error")),
    "500": (500, api_error("Internal server error", "internal_error")),
    "503": (503, api_error("Service is too busy, please try again later", "service_unavailable_error")),
}


# -- long inputs ------------------------------------------------------------------------------------------


def long_log(week: Week, slots: dict[str, str]) -> tuple[str, str]:
    """A partner's gateway log with some failures in it, and its summary with the true counts."""
    rng = week.rng
    at = WEEK_START - timedelta(days=rng.randint(1, 6), seconds=rng.randint(0, 60_000))
    counts = dict.fromkeys((200, 202, 429, 502), 0)
    lines = [f"Partner log for {slots['endpoint']}, host gw-{rng.randint(1, 9)}, times in UTC. What is wrong here?", ""]
    for _ in range(rng.randint(40, 66)):
        at += timedelta(milliseconds=rng.randint(40, 21_000))
        status = rng.choices((200, 202, 429, 502), (60, 14, 20, 6))[0]
        counts[status] += 1
        note = {429: f" retry_after={rng.randint(1, 30)}s", 502: " upstream=timeout"}.get(status, "")
        lines.append(
            f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z {rng.choice(('GET', 'POST'))} {slots['endpoint']}/"
            f"{rng.randint(198_000, 216_999)} {status} {rng.randint(8, 1900)}ms req={rng.getrandbits(40):010x}{note}"
        )
    total = sum(counts.values())
    summary = (
        f"The partner sent {total} requests to {slots['endpoint']}; {counts[200] + counts[202]} succeeded. "
        f"{counts[429]} were refused with 429 because the limit per key was reached, and {counts[502]} ended with 502 "
        f"after a timeout upstream. The refused calls carry Retry-After, but the next calls follow at once, so the "
        f"client does not wait. Open: the partner should pause as told, and operations should look at the timeouts."
    )
    return "\n".join(lines), summary


def long_ticket(week: Week, slots: dict[str, str]) -> tuple[str, str]:
    """A ticket that wandered through several topics, as it is handed from one colleague to the next."""
    rng = week.rng
    at = WEEK_START - timedelta(days=9, seconds=rng.randint(0, 40_000))
    english = [topic for topic in topics.TOPICS if topic.language == "en" and topic.queue != "api"]
    chosen = rng.sample(english, 4)
    lines = [f"Ticket T-{rng.randint(51_000, 58_999)}, customer in {slots['city']}, order {slots['order']}"]
    for topic in chosen:
        for turn in (week.opening(topic, slots), *topic.follow_ups):
            for name, text in (("customer", turn.asked), ("support", turn.answered)):
                at += timedelta(minutes=rng.randint(4, 700))
                lines += ["", f"[{at:%Y-%m-%d %H:%M}] {name}:", text.format_map(slots)]
    subjects = [topic.name.replace("_", " ") for topic in chosen]
    summary = (
        f"The customer in {slots['city']} wrote about {subjects[0]} first and then added {subjects[1]}, {subjects[2]} and "
        f"{subjects[3]}, all around order {slots['order']} ({slots['item']}). Support answered each point and pointed to "
        f"the usual steps. Still open is the last point, {subjects[3]}; the amount in question is {slots['amount']} EUR. "
        f"The tone is impatient but polite."
    )
    return "\n".join(lines), summary


def write_week(out: Path) -> dict[Path, int]:
    """Number of lines in each file written."""
    week = Week()
    days: dict[str, list[str]] = {f"{WEEK_START + timedelta(days=day):%Y-%m-%d}": [] for day in range(7)}
    exchanges = week.compose()
    rng = random.Random(SEED + "-log")
    cache = PrefixCache(rng)
    for exchange in exchanges:
        line = json.dumps(record(exchange, cache, rng), ensure_ascii=False, separators=(",", ":"))
        days[f"{exchange.at:%Y-%m-%d}"].append(line)
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for day, lines in days.items():
        path = out / f"{day}.jsonl"
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
        written[path] = len(lines)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the example week of V3.2 traffic.")
    parser.add_argument(
        "--out", type=Path, default=HERE, help="folder for the seven files (default: next to this script)"
    )
    for path, count in write_week(parser.parse_args().out).items():
        print(f"{path.name}  {count:3d} exchanges  {path.stat().st_size / 1000:6.1f} kB")


if __name__ == "__main__":
    main()
