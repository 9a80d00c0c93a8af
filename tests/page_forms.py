"""What a browser would send from a form as it stands on a page."""

from html.parser import HTMLParser

NOT_SENT = {"submit", "button", "image", "reset", "file"}


class FormReader(HTMLParser):
    """Reads the fields of the form with one id; scripting is on, so <noscript> and <template> count for nothing."""

    def __init__(self, form_id):
        super().__init__(convert_charrefs=True)
        self.form_id, self.inside, self.dead = form_id, False, 0
        self.fields, self.select, self.textarea = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("template", "noscript"):
            self.dead += 1
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if self.dead or not self.inside or "disabled" in attrs:
            return
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "input" and name and kind not in NOT_SENT:
            if kind not in ("checkbox", "radio") or "checked" in attrs:
                self.fields.setdefault(name, []).append(attrs.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self.select = (name, "multiple" in attrs)
            self.fields.setdefault(name, [])
        elif tag == "option" and self.select:
            name, is_multiple = self.select
            if "selected" in attrs or (not is_multiple and not self.fields[name]):
                kept = self.fields[name] if is_multiple else []
                self.fields[name] = [*kept, attrs.get("value", "")]
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]

    def handle_data(self, data):
        if self.textarea and not self.dead:
            self.fields[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag in ("template", "noscript"):
            self.dead -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            # A parser drops the one line break that HTML writes after the opening tag.
            self.fields[self.textarea][0] = self.fields[self.textarea][0].removeprefix("\r\n").removeprefix("\n")
            self.textarea = None


def fields_of(response, form_id) -> dict[str, list[str]]:
    """Return {name: values} of the form with this id."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    return {name: values for name, values in reader.fields.items() if name}
