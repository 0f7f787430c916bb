"""Exchanges whose numbers must fit together: tool calls with their results, and sums that the reasoner checks."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)

# -- stories: tools ------------------------------------------------------------------------------------------------

Call = tuple[str, dict[str, str]]
ToolStory = tuple[str, list[Call], list[dict[str, Any]], str]


def order_story(rng: random.Random, slots: dict[str, str]) -> ToolStory:
    day = f"2026-03-{rng.randint(5, 14):02d}"
    status = rng.choice(("packed", "in_transit", "out_for_delivery"))
    result = {"order_id": slots["order"], "status": status, "carrier": slots["carrier"], "expected": day}
    asked = rng.choice(
        (
            "Where is {order}? I need the {item} by {weekday}.",
            "When will {order} reach {city}?",
            "Status of {order} please",
        )
    )
    answered = (
        f"Your order {slots['order']} is {status.replace('_', ' ')} with {slots['carrier']} and should arrive on {day}. "
        f"You can follow it on the carrier's tracking page."
    )
    return asked.format_map(slots), [("get_order", {"order_id": slots["order"]})], [result], answered


def two_orders_story(rng: random.Random, slots: dict[str, str]) -> ToolStory:
    second = f"HP-{rng.randint(198_000, 216_999)}"
    days = [f"2026-03-{rng.randint(5, 9):02d}", f"2026-03-{rng.randint(10, 14)}"]
    orders = (slots["order"], second)
    results = [
        {"order_id": order, "status": "in_transit", "carrier": slots["carrier"], "expected": day}
        for order, day in zip(orders, days, strict=True)
    ]
    asked = f"Do {orders[0]} and {orders[1]} come together? I am only at home in {slots['city']} on {slots['weekday']}."
    answered = (
        f"They come separately with {slots['carrier']}: {orders[0]} is expected on {days[0]} and {orders[1]} on "
        f"{days[1]}. You can move either delivery to a pick-up shop on the tracking page."
    )
    return asked, [("get_order", {"order_id": order}) for order in orders], results, answered


def invoice_story(rng: random.Random, slots: dict[str, str]) -> ToolStory:
    customer, month = f"K-{rng.randint(10_000, 99_999)}", rng.choice(("2025-12", "2026-01", "2026-02"))
    amounts = [rng.randint(1500, 24_000) / 100 for _ in range(rng.randint(1, 3))]
    invoices = [
        {"number": f"26{rng.randint(10_000, 49_999)}", "total": f"{amount:.2f}", "paid": rng.random() < 0.7}
        for amount in amounts
    ]
    listed = ", ".join(f"{i['number']} over {i['total']} EUR ({'paid' if i['paid'] else 'open'})" for i in invoices)
    asked = rng.choice(
        ("I am customer {c}. What did you bill me in {m}?", "Customer {c}: please list my invoices of {m}.")
    ).format(c=customer, m=month)
    count = f"{len(invoices)} invoice{'s' if len(invoices) > 1 else ''}"
    answered = f"For {month} there is a total of {count}: {listed}. The PDFs are under Account, Invoices."
    call = ("list_invoices", {"customer_id": customer, "month": month})
    return asked, [call], [{"customer_id": customer, "invoices": invoices}], answered


def return_story(rng: random.Random, slots: dict[str, str]) -> ToolStory:
    reason, words = rng.choice(
        (("damaged", "arrived with a crack"), ("wrong_item", "is not what I ordered"), ("changed_mind", "does not fit"))
    )
    number = f"RT-{rng.randint(30_000, 79_999)}"
    asked = f"The {slots['item']} from {slots['order']} {words}. Please open a return."
    answered = (
        f"I opened return {number} for {slots['order']}. The label is on its way to you by e-mail; please drop the "
        f"parcel at a {slots['carrier']} shop within 14 days."
    )
    call = ("open_return", {"order_id": slots["order"], "reason": reason})
    return asked, [call], [{"return_id": number, "label": "sent", "valid_days": 14}], answered


def late_return_story(rng: random.Random, slots: dict[str, str]) -> ToolStory:
    days = rng.randint(34, 71)
    asked = f"I want to send back the {slots['colour']} {slots['item']} from {slots['order']}, I simply do not like it."
    result = {"error": f"order was delivered {days} days ago, returns close after 30 days"}
    answered = (
        f"I could not open a return for {slots['order']} because it was delivered more than 30 days ago. A colleague "
        f"will follow up today and tell you whether an exception is possible."
    )
    return asked, [("open_return", {"order_id": slots["order"], "reason": "changed_mind"})], [result], answered


TOOLS = (order_story, two_orders_story, invoice_story, return_story, late_return_story)


# -- stories: second opinions --------------------------------------------------------------------------------------

ReasonStory = tuple[str, str, str]


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"


def discount_rate(total_cents: int) -> int:
    """Percent off, by the value of the basket."""
    return 10 if total_cents >= 15_000 else 5 if total_cents >= 8_000 else 0


def partial_return_story(rng: random.Random, slots: dict[str, str]) -> ReasonStory:
    prices = [rng.randint(25, 95) * 100 + 90 for _ in range(3)]
    total, back = sum(prices), prices[2]
    kept, rate = total - back, discount_rate(total)
    paid = total * (100 - rate) // 100
    kept_rate = discount_rate(kept)
    due = kept * (100 - kept_rate) // 100
    case = (
        f"Order {slots['order']}: {slots['item']} {euros(prices[0])}, {slots['item2']} {euros(prices[1])}, third piece "
        f"{euros(prices[2])}. Basket discount: 5 % from 80 EUR, 10 % from 150 EUR. The third piece comes back. How much "
        f"do we refund? Fractions of a cent are cut off."
    )
    thought = (
        f"Let me add up the basket: {euros(prices[0])} + {euros(prices[1])} + {euros(prices[2])} = {euros(total)}. That "
        f"gives a discount of {rate} %, so the customer paid {euros(paid)}.\n\nThe third piece, {euros(back)}, comes "
        f"back. The rest is {euros(kept)}. On its own this basket reaches {kept_rate} %. So the customer should pay "
        f"{euros(due)} for what is kept.\n\nThe refund is the difference: {euros(paid)} - {euros(due)} = "
        f"{euros(paid - due)}. Check: it is {'less than' if paid - due < back else 'equal to'} the list price of the "
        f"piece, {'which fits, because a discount was given' if paid - due < back else 'as no discount applied'}."
    )
    decision = (
        f"Refund {euros(paid - due)}.\n\nPaid: {euros(total)} less {rate} % = {euros(paid)}. Kept: {euros(kept)} less "
        f"{kept_rate} % = {euros(due)}. Difference: {euros(paid - due)}. Shipping is not refunded, since only a part of "
        f"the order came back."
    )
    return case, thought, decision


def goodwill_story(rng: random.Random, slots: dict[str, str]) -> ReasonStory:
    earlier = [rng.randint(5, 20) for _ in range(rng.randint(1, 3))]
    wanted = rng.randint(8, 30)
    left = max(0, 60 - sum(earlier))
    allowed = min(20, left)
    fine = wanted <= allowed
    case = (
        f"Customer in {slots['city']} asks for {wanted} EUR goodwill on {slots['order']} ({slots['days']} days late). "
        f"This year they already had {', '.join(str(e) for e in earlier)} EUR. Limits: 20 EUR per case, 60 EUR per "
        f"customer and year. May support decide alone?"
    )
    thought = (
        f"Goodwill so far: {' + '.join(str(e) for e in earlier)} = {sum(earlier)} EUR. The yearly limit is 60, so {left} "
        f"EUR are left. The limit per case is 20 EUR. The smaller one counts: min(20, {left}) = {allowed} EUR.\n\nThe "
        f"customer wants {wanted} EUR. {wanted} is {'not above' if fine else 'above'} {allowed}, so support "
        f"{'can grant it' if fine else 'cannot grant it alone; a team lead has to sign'}. The delay of {slots['days']} "
        f"days does not change the limits."
    )
    decision = (
        f"{'Yes' if fine else 'No'}, {'support may grant' if fine else 'a team lead has to sign for'} {wanted} EUR.\n\n"
        f"Granted this year: {sum(earlier)} EUR, left: {left} EUR, limit per case: 20 EUR, so at most {allowed} EUR "
        f"without a signature."
    )
    return case, thought, decision


def reminder_story(rng: random.Random, slots: dict[str, str]) -> ReasonStory:
    sent = MONDAY - timedelta(days=rng.randint(24, 46))
    due = sent + timedelta(days=14)
    extended = rng.random() < 0.6
    final = due + timedelta(days=10 if extended else 0)
    late = (MONDAY - final).days
    case = (
        f"Invoice {slots['invoice']} over {slots['amount']} EUR, sent on {sent:%Y-%m-%d}, due after 14 days, "
        f"{'extended once by ten days' if extended else 'never extended'}. Today is {MONDAY:%Y-%m-%d}. A reminder "
        f"goes out seven days after the due day. Is the reminder of today right?"
    )
    first = f"The invoice was sent on {sent:%Y-%m-%d}; 14 days later is {due:%Y-%m-%d}."
    second = f" With the extension of ten days it is due on {final:%Y-%m-%d}." if extended else " No extension applies."
    right = late >= 7
    overdue = f"overdue since {late} days" if late > 0 else "not overdue yet"
    thought = (
        f"{first}{second}\n\nToday is {MONDAY:%Y-%m-%d}, so the invoice is {overdue}. The reminder goes out seven "
        f"days after the due day, on {final + timedelta(days=7):%Y-%m-%d}. {late} >= 7 is {'true' if right else 'false'}, "
        f"so a reminder today is {'right' if right else 'too early'}."
    )
    decision = (
        f"{'The reminder is right.' if right else 'The reminder is too early; please stop it.'}\n\nDue day: "
        f"{final:%Y-%m-%d}. Reminder from: {final + timedelta(days=7):%Y-%m-%d}. Amount: {slots['amount']} EUR, the "
        f"first reminder is free of charge."
    )
    return case, thought, decision


REASONS = (partial_return_story, goodwill_story, reminder_story)
