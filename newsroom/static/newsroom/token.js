// The token that everything sent to the desk brings along. A login in another window makes that of the page old, so the
// cookie's counts; a page without a cookie sends that of its form.
export const TOKEN = "csrfmiddlewaretoken";
export const token = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1] ?? document.querySelector(`[name=${TOKEN}]`).value;
