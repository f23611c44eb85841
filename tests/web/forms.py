"""A form as a browser without scripts would send it. No tests here; they use `Form`."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode


class Form:
    """The first form of a page that asks a question."""

    def __init__(self, page: str) -> None:
        text = page[page.index("<form") : page.index("</form>")]
        self.action = html.unescape(re.search(r'action="([^"]*)"', text).group(1))
        tags = re.findall(r"<input[^>]*>", text)
        inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', each)) for each in tags]
        self.inputs = [{name: html.unescape(value) for name, value in each.items()} for each in inputs]
        self.chosen = [each["value"] for tag, each in zip(tags, self.inputs, strict=True) if " checked" in tag]
        self.title = html.unescape(re.search(r"<title>(.*?) – ", page).group(1))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(each["name"], each["value"]) for each in self.inputs if each["type"] == "hidden"]

    @property
    def options(self) -> list[str]:
        return [each["value"] for each in self.inputs if each["type"] in ("radio", "checkbox")]

    @property
    def kind(self) -> str:
        kinds = {each["type"] for each in self.inputs} - {"hidden"}
        return "years" if any(each.get("name") == "years" for each in self.inputs) else kinds.pop()

    def send(self, *answers: str, **fields: str) -> str:
        """The address that the form leads to."""
        pairs = [*self.hidden, *(("answer", each) for each in answers), *fields.items()]
        return f"{self.action}?{urlencode(pairs)}"
