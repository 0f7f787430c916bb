"""What a function takes as the name of a page, a script, a route or a command is no model's name, whatever stands beside it."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
PHP = "<?php\n$url = 'https://api.deepseek.com/chat/completions';\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.php", f"{PHP}add_settings_field('my_model', 'Model', 'my_model_callback', '<id>', 'x');", id="settings-page"),
        pytest.param("a.php", f"{PHP}add_menu_page('Chat', 'Chat', 'manage_options', '<id>', 'show_model');", id="menu-page"),
        pytest.param("a.php", f"{PHP}do_settings_sections('<id>');", id="sections-of-a-page"),
        pytest.param("a.php", f"{PHP}wp_enqueue_script('<id>', plugins_url('a.js', __FILE__), array('jquery'));", id="script"),
        pytest.param("a.php", f"{PHP}esc_html_e('Model', '<id>');", id="domain-of-texts"),
        pytest.param("a.js", "const u = 'https://api.deepseek.com';\ncustomElements.define('<id>', Chat);", id="element"),
        pytest.param("a.ts", "const u = 'https://api.deepseek.com';\nvscode.commands.registerCommand('<id>', run);", id="command"),
        pytest.param("a.py", 'URL = "https://api.deepseek.com"\nurl_for("<id>")\n', id="route"),
    ],
)  # fmt: skip
def test_left_alone(path: str, text: str) -> None:
    scan = SCANNER.scan(PurePosixPath(path), text.replace("<id>", "deepseek-chat").encode())
    assert [left.reason for left in scan.left] == [Left.LABEL]
    assert scan.findings == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.php", f"{PHP}register_setting('chat', 'my_model', array('default' => '<id>'));", id="default-of-a-setting"),
        pytest.param("a.php", f"{PHP}wp_localize_script('chat', 'cfg', array('model' => '<id>'));", id="mapping-for-a-page"),
        pytest.param("a.php", f"{PHP}add_option('my_model', '<id>');", id="function-of-no-such-name"),
        pytest.param("a.js", "const u = 'https://api.deepseek.com';\nmodels.define('<id>', chat);", id="end-of-a-name-alone"),
    ],
)  # fmt: skip
def test_still_found(path: str, text: str) -> None:
    scan = SCANNER.scan(PurePosixPath(path), text.replace("<id>", "deepseek-chat").encode())
    assert len(scan.findings) == 1
