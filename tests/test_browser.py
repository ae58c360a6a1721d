"""The page as a person uses it: in a real browser without a window. Debian: `apt install chromium chromium-driver`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from example import study

from analysis.report import write

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed (the extra `test` has it)")
from selenium.webdriver.support.wait import WebDriverWait  # noqa: E402

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
if not BROWSER or not DRIVER:
    pytest.skip("no browser: chromium and chromedriver are not on the path", allow_module_level=True)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(study(), tmp_path_factory.mktemp("report")).as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    quiet = ("background-networking", "component-update", "sync", "gpu")
    profile = tmp_path_factory.mktemp("profile")
    for argument in (
        "headless",
        "no-sandbox",
        "no-first-run",
        *(f"disable-{name}" for name in quiet),
        f"user-data-dir={profile}",
    ):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_window_size(1200, 900)
    driver.set_script_timeout(300)
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: webdriver.Chrome, page: str) -> webdriver.Chrome:
    browser.get("about:blank")  # so that the page is loaded anew, whatever its fragment was
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(page)
    return browser


def find(driver: webdriver.Chrome, selector: str) -> list:
    return driver.find_elements("css selector", selector)


def shown(driver: webdriver.Chrome) -> list[str]:
    """The ids of the statements that the filter lets through."""
    return driver.execute_script("return [...document.querySelectorAll('.statement:not([hidden])')].map(s => s.id)")


def fill(driver: webdriver.Chrome, **values: str) -> str:
    """Fill in fields of the filter and return what is announced."""
    driver.execute_async_script(
        """const done = arguments[1];
        for (const [name, value] of Object.entries(arguments[0])) document.forms.filter.elements[name].value = value;
        document.forms.filter.requestSubmit();
        requestAnimationFrame(() => done());""",
        values,
    )
    return find(driver, "#count")[0].text


def test_all_is_there_at_first(opened):
    assert find(opened, "h1")[0].text == "Should foreign forces intervene?"
    assert find(opened, "#count")[0].text == "23 statements of 23, by 9 speakers."
    assert len(shown(opened)) == 23


def test_no_complaint_and_no_request(opened, page):
    fill(opened, search="sovereignty")
    opened.get(page + "#s-000-5")
    assert [entry for entry in opened.get_log("browser") if entry["level"] != "INFO"] == []
    messages = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "chrome:"))] == []


def test_filter_by_speaker_side_proposition_source_and_date(opened):
    assert fill(opened, speaker="donald-trump") == "4 statements of 23, by 1 speaker."
    fill(opened, speaker="", side="support", proposition="training")
    assert set(shown(opened)) == {"s-001-7", "s-003-16", "s-004-17", "s-004-18", "s-004-19"}
    fill(opened, side="", proposition="", source="EconoTimes")
    assert all(id.startswith("s-003") for id in shown(opened))
    fill(opened, source="", **{"from": "2026-01-06"})
    assert {id[:5] for id in shown(opened)} == {"s-000"}
    fill(opened, **{"from": "", "to": "2023-12-31"})
    assert {id[:5] for id in shown(opened)} == {"s-001"}
    assert not find(opened, "#none")[0].is_displayed()
    fill(opened, speaker="donald-trump")
    assert find(opened, "#none")[0].is_displayed()


def test_search_finds_names_without_accents_and_words_in_articles(opened):
    fill(opened, search="tellez")
    assert {"s-004-17", "s-004-19"} <= set(shown(opened))
    fill(opened, search="SOVEREIGNTY")
    assert shown(opened)
    link = find(opened, "#in-articles")[0]
    assert link.is_displayed()
    assert "paragraphs" in link.text


def test_searching_by_keyboard(opened):
    field = find(opened, "input[name=search]")[0]
    field.send_keys("fair trial\n")
    assert set(shown(opened)) == {"s-000-0", "s-000-1"}
    find(opened, "button[type=reset]")[0].send_keys("\n")
    assert len(shown(opened)) == 23


def test_filter_can_be_sent_to_a_colleague(opened, page):
    fill(opened, speaker="lily-tellez")
    address = opened.current_url
    opened.get("about:blank")
    opened.get(address)
    assert set(shown(opened)) == {"s-004-17", "s-004-19"}


def test_a_number_leads_to_its_sentences(opened):
    cell = find(opened, ".stand td a")[0]
    said = int(cell.text.split(" · ")[1].split()[0])
    cell.click()
    assert len(shown(opened)) == said
    assert "behind the position" in find(opened, "#count")[0].text


@pytest.mark.parametrize(("section", "side"), [("sources", ""), ("time", "oppose")])
def test_a_mark_in_a_figure_leads_to_its_sentences(opened, section, side):
    marks = find(opened, f"#{section} figure:not(details figure) .leads")
    mark = next(m for m in marks if "Claudia+Sheinbaum" in m.get_attribute("data-filter") and side in m.get_attribute("data-filter"))
    opened.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", mark)
    hits = find(opened, ".statement:not([hidden])")
    assert {hit.find_element("xpath", "ancestor::article//h3").text for hit in hits} == {"Claudia Sheinbaum"}
    (source,) = {hit.get_attribute("data-source") for hit in hits}
    wanted = parse_qs(mark.get_attribute("data-filter"))
    assert source == wanted.get("source", [source])[0]
    assert side or len(hits) == len(study().statements.query("speaker == 'Claudia Sheinbaum' and source == @source"))
    assert all(side in hit.get_attribute("data-sides") for hit in hits)


def test_every_position_has_as_many_statements_as_it_says(opened):
    wrong = opened.execute_script(
        """return [...document.querySelectorAll('.places a[data-filter]')].filter(link => {
             link.click();
             const seen = document.querySelectorAll('.statement:not([hidden])').length;
             return seen !== parseInt(link.textContent);
           }).map(link => link.dataset.filter + ' ' + link.textContent);"""
    )
    assert wrong == []


def test_link_to_a_statement_opens_and_marks_it_in_the_article(opened, page):
    opened.get("about:blank")
    opened.get(page + "#s-003-15")
    assert find(opened, "dialog[open]")
    assert find(opened, "#reader-title")[0].text == "Claudia Sheinbaum"
    words = {role: " ".join(e.text for e in find(opened, f"dialog .in-{role}")) for role in ("source", "cue", "content")}
    assert words == {"source": "she", "cue": "added", "content": "We can collaborate—but each on our own territory,"}
    assert find(opened, "dialog .in-content")[0].is_displayed()
    find(opened, "#after")[0].click()
    assert find(opened, "dialog[open]")
    assert not opened.current_url.endswith("s-003-15")
    find(opened, "#close")[0].send_keys("\n")
    assert not find(opened, "dialog[open]")
    assert opened.execute_script("return document.activeElement.className") == "link"


def test_link_to_a_statement_wins_over_a_filter(opened):
    fill(opened, speaker="lily-tellez")
    opened.execute_script("location.hash = '#s-000-4'")
    WebDriverWait(opened, 60).until(lambda d: find(d, "dialog[open]"))
    assert "s-000-4" in shown(opened)


def test_nothing_is_wider_than_a_phone(opened):
    opened.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    )
    try:
        assert opened.execute_script("return document.documentElement.scrollWidth") <= 360
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#s-000-5"])
def test_accessibility_rules(opened, page, scheme, fragment):
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed (the extra `test` has it)")
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    opened.get("about:blank")
    opened.get(page + fragment)
    opened.execute_script("for (const box of document.querySelectorAll('details')) box.open = true;")
    opened.execute_script(axe)
    found = opened.execute_async_script("axe.run().then(arguments[0])")
    assert found["passes"]
    assert [(v["id"], v["help"], [n["html"][:150] for n in v["nodes"][:3]]) for v in found["violations"]] == []


def test_complete_without_script(page, tmp_path):
    path = Path(page.removeprefix("file://"))
    text = path.read_text(encoding="utf-8")
    assert text.count('class="statement"') == 23
    assert '<form id="filter"' in text
    assert "hidden>" in text[text.index('<form id="filter"') : text.index('<form id="filter"') + 200]
