from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm


class LoginForm(AdminAuthenticationForm):
    """The desk's own door. It never says whether the name or the password was wrong."""

    error_messages = {
        "invalid_login": "That name and password don't belong together. Mind capital letters in both.",
        "inactive": "That name and password don't belong together. Mind capital letters in both.",
    }
    required_css_class = "required"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "Write your name."
        self.fields["password"].error_messages["required"] = "Write your password."
        self.fields["username"].label = "Name"
        self.fields["username"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True, "maxlength": 150}
        )
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}
