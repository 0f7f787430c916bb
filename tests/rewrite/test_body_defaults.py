"""PHP: the first entries of a body, from a function, a property or a constant: where the switch goes beside the name, and where not."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked, rewritten
from v4migrate.rewrite.thinking import Switch

URL = "https://api.deepseek.com/chat/completions"
OFF = "'thinking' => ['type' => 'disabled']"
ARRAY = f"['model' => 'deepseek-chat', 'top_p' => 1«, {OFF}»]"
SAID = "['messages' => $said]"


def _class(first: str, ask: str, *, url: str = URL) -> str:
    asks = f"function ask($said, $more) {{\n    {ask}\n  }}"
    return f"<?php\nclass Talk extends Base {{\n  const URL = '{url}';\n  {first}\n  {asks}\n}}\n"


def _function(body: str) -> str:
    return f"protected function first(): array {{ {body} }}"


GIVEN = _function(f"return {ARRAY};")
FILTERED = _function(f"$a = {ARRAY}; $b = (array) apply_filters('talk_args', $a); return wp_parse_args($b, $a);")
ENCODED = "wp_remote_post(self::URL, ['body' => wp_json_encode($body)]);"
MERGED = f"$body = wp_parse_args({SAID}, $this->first()); {ENCODED}"
CURL = "curl_setopt($c, CURLOPT_POSTFIELDS, json_encode($body));"


@pytest.mark.parametrize(
    ("first", "ask"),
    [
        pytest.param(GIVEN, MERGED, id="function"),
        pytest.param(FILTERED, MERGED, id="function-with-a-filter"),
        pytest.param(GIVEN, f"{MERGED} $this->log_error('failed', $body);", id="logged-too"),
        pytest.param(
            GIVEN, f"{MERGED} return $this->get_response($answer, json_encode($body));", id="told-with-the-answer"
        ),
        pytest.param(GIVEN, f"$body = $this->first(); $body['messages'] = $said; {CURL}", id="messages-by-a-statement"),
        pytest.param(
            GIVEN,
            f"$body = $this->first(); $body = array_merge($body, {SAID}); $json = json_encode($body); "
            "curl_setopt_array($c, [CURLOPT_URL => self::URL, CURLOPT_POSTFIELDS => $json]);",
            id="body-and-its-text-in-variables",
        ),
        pytest.param(
            f"protected $first = {ARRAY};",
            "$http->post(self::URL, ['json' => [...$this->first, 'messages' => $said]]);",
            id="property-that-is-unpacked",
        ),
        pytest.param(
            f"private const FIRST = {ARRAY};", f"$body = self::FIRST + {SAID}; {CURL}", id="constant-in-a-sum"
        ),
        pytest.param(
            f"function send($body) {{ {CURL} }}\n  {GIVEN}",
            f"$this->send(array_merge($this->first(), {SAID}));",
            id="by-a-function-that-sends",
        ),
    ],
)
def test_switch_goes_beside_the_name(first: str, ask: str) -> None:
    marked("Talk.php", _class(first, ask))


@pytest.mark.parametrize(
    ("first", "ask", "url"),
    [
        pytest.param(GIVEN, MERGED, "https://openrouter.ai/api/v1/chat/completions", id="another-host"),
        pytest.param(GIVEN, MERGED + " $this->get('https://api.openai.com/v1/chat/completions');", URL, id="two-hosts"),
        pytest.param(GIVEN, MERGED.replace(SAID, "['messages' => $said, 'model' => $more]"), URL, id="another-model"),
        pytest.param(GIVEN, MERGED.replace(SAID, f"$more + {SAID}"), URL, id="what-a-caller-brings"),
        pytest.param(GIVEN, f"{MERGED} $body['model'] = $more;", URL, id="another-model-by-a-statement"),
        pytest.param(GIVEN, f"$body = {SAID} + $this->first(); $body[$more] = 1; {CURL}", URL, id="any-entry-is-set"),
        pytest.param(
            GIVEN, MERGED.replace(SAID, "['messages' => $said, 'thinking' => $more]"), URL, id="thinking-is-set-already"
        ),
        pytest.param(GIVEN, f"$body = $this->first(); {CURL}", URL, id="no-messages"),
        pytest.param(GIVEN, f"{MERGED} $other->ask($this->first());", URL, id="handed-to-somebody"),
        pytest.param(GIVEN, f"{MERGED} $this->get_response($this->first());", URL, id="handed-to-what-may-ask"),
        pytest.param(GIVEN, f"{MERGED} return $this->first()['model'];", URL, id="model-is-read-from-it"),
        pytest.param(GIVEN, f"{MERGED} add_filter('x', [$this, 'first']);", URL, id="function-by-its-name"),
        pytest.param(_function(f"return $more ? {ARRAY} : [];"), MERGED, URL, id="one-of-a-choice"),
        pytest.param(
            GIVEN, f"$body = $this->first(); $body = $more; $body['messages'] = $said; {CURL}", URL, id="bound-again"
        ),
    ],
)
def test_switch_goes_nowhere(first: str, ask: str, url: str) -> None:
    code = "".join(
        part.partition("»")[2] if at else part for at, part in enumerate(_class(first, ask, url=url).split("«"))
    )
    outcome = rewritten("Talk.php", code)
    assert b"disabled" not in outcome.after
    assert {change.thinking.switch for change in outcome.changes} <= {Switch.NOT_PLACED, Switch.NOT_NEEDED}
