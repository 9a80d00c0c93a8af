def test_sign_is_found_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.url) == (302, "/static/newsroom/mark.svg")
    assert response["Cache-Control"] == "public, max-age=86400"
    assert not response.cookies
    assert client.post("/favicon.ico").status_code == 405
