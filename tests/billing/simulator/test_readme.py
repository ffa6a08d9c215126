"""Does the README tell of what is there? Its table of calls, its cards, and its example."""

import re
from pathlib import Path

from billing.simulator import server
from billing.simulator.cards import BY_NAME, BY_NUMBER
from billing.simulator.control import CONTROLS

README = (Path(server.__file__).parent / "README.md").read_text()


def test_every_test_card_is_told_of() -> None:
    told = {number.replace(" ", "") for number in re.findall(r"\| (\d{4} \d{4} \d{4} \d{4}) \|", README)}
    assert told | {"4000056655665556", "5555555555554444", "378282246310005"} == set(BY_NUMBER)
    assert set(re.findall(r"`(pm_card_\w+)`", README)) <= set(BY_NAME)


def test_every_way_to_steer_is_told_of() -> None:
    assert {path.rpartition("/")[2] for _, path, _, _ in CONTROLS} == set(re.findall(r"`(?:GET|POST) (\w+)`", README))


def test_the_example_is_what_can_be_done() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    with server.running() as url:
        names: dict[str, object] = {}
        exec(code.replace("http://127.0.0.1:12111", url), names)
        assert str(getattr(names["ada"], "id", "")).startswith("cus_")
