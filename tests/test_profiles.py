"""Profiles are read strictly: an error names the file, the key and the reason on one line."""

from pathlib import Path

import pytest

from metadata.hosts import HostRule, is_address, is_public
from metadata.profile import (
    PORTALS_FOLDER,
    Level,
    Serves,
    UnknownPortal,
    find_profile,
    load_profile,
    parse_profile,
    registered_profiles,
)
from metadata.profile_lint import lint_profile
from metadata.strict_table import ProfileError

WHOLE = """
id = "qingchuan"
name = "清川市人民政府"
home = "https://www.qingchuan.gov.cn/"
level = "city"
division = "990100"
hosts = ["www.qingchuan.gov.cn", "*.xxgk.qingchuan.gov.cn"]
delay_s = 2.5
window = "20-6"
checked = "2026-01-31"

[[channels]]
url = "/zwgk/ndbg/"
name = "年度报告"

[[channels]]
url = "https://a.xxgk.qingchuan.gov.cn/report.jsp?fbtime={year}"
name = "参数"
serves = "report"
first_year = 2021

[expectations]
reports_per_year = 40
organs = ["清川市档案馆"]
"""


def test_nothing_need_be_listed_where_no_channel_serves_a_list() -> None:
    lists, reports = WHOLE.split('[[channels]]\nurl = "/zwgk/ndbg/"\nname = "年度报告"\n')
    without = parse_profile(lists + reports, where="reports.toml").expectations
    assert (without.list_pages, without.entries, without.reports_per_year) == (0, 0, 40)
    assert parse_profile(WHOLE, where="whole.toml").expectations.list_pages == 1


def test_a_whole_profile_says_everything() -> None:
    profile = parse_profile(WHOLE, where="whole.toml")
    assert (profile.level, profile.division, profile.family) == (Level.CITY, "990100", None)
    assert profile.channels[0].url == "https://www.qingchuan.gov.cn/zwgk/ndbg/"
    assert profile.channels[1].serves is Serves.REPORT
    assert profile.channels[1].urls(2022) == (
        "https://a.xxgk.qingchuan.gov.cn/report.jsp?fbtime=2021",
        "https://a.xxgk.qingchuan.gov.cn/report.jsp?fbtime=2022",
    )
    assert (profile.delay_s, profile.window) == (2.5, (20, 6))
    assert profile.expectations.organs == ("清川市档案馆",)
    assert str(profile.checked) == "2026-01-31"
    assert profile.text == WHOLE


def test_a_short_profile_has_sensible_defaults() -> None:
    profile = parse_profile(
        'id = "a"\nname = "甲"\nhome = "http://www.jia.gov.cn/"\nlevel = "zone"\n'
        '[[channels]]\nurl = "/nb/"\nname = "年报"\n',
        where="a.toml",
    )
    assert (profile.delay_s, profile.division, profile.checked, profile.window) == (1.0, None, None, None)
    assert profile.hosts.refuses("http://www.jia.gov.cn/x") is None
    assert profile.hosts.refuses("https://jia.gov.cn/x") is None
    assert profile.hosts.refuses("http://xxgk.jia.gov.cn/x") is not None


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (('url = "/zwgk/ndbg/"', 'url = "ftp://a/b"'), "channels[0].url: not an http(s) URL"),
        (('url = "/zwgk/ndbg/"', 'url = "http://[::1"'), "channels[0].url: not an http(s) URL"),
        (
            ('url = "/zwgk/ndbg/"', 'url = "http://www.qingchuan.gov.cn:0/"'),
            "channels[0].url: not an http(s) URL",
        ),
        (('url = "/zwgk/ndbg/"', 'url = "/zwgk/\\n/ndbg/"'), "channels[0].url: not one line of text"),
        (('hosts = ["www', 'loopback = true\nhosts = ["[::1]:80", "www'), "hosts: [::1]:80: a raw address"),
        (
            ('url = "/zwgk/ndbg/"', 'url = "https://b.gov.cn/"'),
            "channels[0].url: b.gov.cn is none of the profile's",
        ),
        (('name = "清川市人民政府"\n', ""), "name: missing"),
        (('level = "city"', 'level = "village"'), "level: not one of national, province, city"),
        (("delay_s = 2.5", 'delay_s = "2"'), "delay_s: not a number from 0.2 to 3600"),
        (("delay_s = 2.5", "delay_s = 0"), "delay_s: not a number from 0.2 to 3600"),
        (("delay_s = 2.5", "delays = 2"), "delays: no such key"),
        (('division = "990100"', 'division = "99"'), "division: not six digits"),
        (('window = "20-6"', 'window = "night"'), "window: not hours"),
        (('window = "20-6"', f'window = "{"9" * 5000}-6"'), "window: not hours"),
        (('checked = "2026-01-31"', 'checked = "lately"'), "checked: not a day"),
        (('level = "city"', 'level = "city"\nfamily = "drupal"'), "family: no such family: drupal"),
        (("first_year = 2021", "first_year = 21"), "channels[1].first_year: not a number from 2000"),
        (('serves = "report"', 'serves = "pages"'), "channels[1].serves: not one of list, report"),
        (("reports_per_year = 40", "report_per_year = 40"), "expectations.report_per_year: no such key"),
        (
            ('organs = ["清川市档案馆"]', 'organs = "清川市档案馆"'),
            "expectations.organs: not a list of texts",
        ),
        (('id = "qingchuan"', 'id = "../etc"'), "id: not lower-case letters"),
        (('hosts = ["www', 'hosts = ["10.0.0.1", "www'), "hosts: 10.0.0.1: a raw address"),
        (('hosts = ["www', 'hosts = ["a b", "www'), "hosts: a b: not a host"),
        (('hosts = ["www', 'hosts = ["*.gov.cn", "www'), "hosts: *.gov.cn: the hosts of everybody"),
        (('hosts = ["www', 'hosts = ["www.中国.cn", "www'), "not a host name (in ASCII"),
        (('id = "qingchuan"', 'id = "-qingchuan"'), "id: begins as an option does"),
        (('name = "清川市人民政府"', 'name = "清川\\u001b[31m"'), "name: not one line of text"),
        (('url = "/zwgk/ndbg/"', 'url = "/zwgk/{Year}/"'), "channels[0].url: only {year} is filled in"),
        (
            ("[expectations]", '[[channels]]\nurl = "/zwgk/ndbg/"\nname = "年报"\n\n[expectations]'),
            "channels[2].url: named twice",
        ),
        (('id = "qingchuan"', "id = qingchuan"), "not TOML"),
        (('id = "qingchuan"', "id = " + "9" * 5000), "not TOML"),
        (('id = "qingchuan"', "id = " + "[" * 5000), "not TOML"),
    ],
)
def test_an_error_names_file_key_and_reason(wrong: tuple[str, str], error: str) -> None:
    before, after = wrong
    assert before in WHOLE
    with pytest.raises(ProfileError) as caught:
        parse_profile(WHOLE.replace(before, after), where="metadata/portals/jia.toml")
    message = str(caught.value)
    assert message.startswith("metadata/portals/jia.toml: ")
    assert error in message
    assert "\n" not in message


def test_all_errors_are_told_at_once_and_none_that_another_makes() -> None:
    text = (
        'home = "www.qingchuan.gov.cn"\nname = ""\nlevel = "city"\nloopback = true\ndelay_s = 0\nhosts = ["清川"]\n'
        f'family = "{"x" * 100_000}"\n'
        '[[channels]]\nurl = "/zwgk/"\nname = "年报"\n[[channels]]\nname = "部门"\nserve = "list"\n'
        "[expectations]\nentries = -1\n"
    )
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, where="a.toml")
    assert [sentence.split(": ")[1] for sentence in caught.value.sentences] == [
        *("home", "hosts", "channels[1].url", "channels[1].serve", "id", "name", "family"),
        "expectations.entries",
    ]
    assert str(caught.value) == "; ".join(caught.value.sentences)
    assert len(str(caught.value)) < 1_000


def test_of_very_many_errors_the_first_are_told_on_one_line() -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile("\n".join(f"{'k' * 1_000}{n} = 1" for n in range(1_000)), where="a.toml")
    assert len(caught.value.sentences) == 1_005
    assert str(caught.value).endswith("; and 995 more")
    assert len(str(caught.value)) < 3_000


def test_a_file_that_windows_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "qingchuan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load_profile(path).id == "qingchuan"


def test_a_profile_without_channels_is_refused() -> None:
    with pytest.raises(ProfileError, match="channels: none named"):
        parse_profile(WHOLE.split("[[channels]]")[0], where="a.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"none\.toml: cannot be read: No such file"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("name = '清川'".encode("gbk"))
    with pytest.raises(ProfileError, match=r"gbk\.toml: not UTF-8"):
        load_profile(tmp_path / "gbk.toml")


@pytest.mark.parametrize("name", ["atlantis", "../../etc/passwd", "", "a/b"])
def test_an_unknown_portal_is_refused(name: str) -> None:
    with pytest.raises(UnknownPortal, match="no such portal"):
        find_profile(name)


def test_registered_profiles_are_official_hosts_under_their_own_names() -> None:
    profiles = registered_profiles()
    assert len({profile.id for profile in profiles}) == len(profiles)
    for profile in profiles:
        assert find_profile(profile.id) == profile
        assert not profile.hosts.loopback
        for host, port in profile.hosts.exact | profile.hosts.with_subdomains:
            assert host.endswith(".gov.cn"), profile.id
            assert port is None, profile.id


def test_at_least_sixty_portals_over_all_families_but_vsb_are_registered() -> None:
    profiles = registered_profiles()
    assert len(profiles) >= 60
    families = {profile.family for profile in profiles}
    # None on VSB: of the one known, no list is known to begin with.
    assert families >= {"trs", "ucap", "hanweb", "empire", "guangdong", "anhui", "siteserver", "generic"}


def test_shenyang_starts_from_its_parent_channel() -> None:
    shenyang = find_profile("shenyang")
    assert shenyang.home == "https://www.shenyang.gov.cn/"
    assert [seed.url for seed in shenyang.channels] == ["https://www.shenyang.gov.cn/zwgk/zfxxgkndgzbg/"]


def test_profiles_lie_in_files_of_their_id() -> None:
    assert {path.stem for path in PORTALS_FOLDER.glob("*.toml")} == {
        profile.id for profile in registered_profiles()
    }


RULE = HostRule.of(("www.jia.gov.cn", "*.xxgk.jia.gov.cn", "yi.gov.cn:8080"))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.jia.gov.cn/",
        "https://WWW.JIA.GOV.CN/a",
        "http://www.jia.gov.cn.:80/",
        "https://www.jia.gov.cn:443/",
        "http://a.b.xxgk.jia.gov.cn/",
        "http://xxgk.jia.gov.cn/",
        "http://yi.gov.cn:8080/",
    ],
)
def test_the_profile_s_hosts_are_allowed(url: str) -> None:
    assert RULE.refuses(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://jia.gov.cn/",
        "http://www.jia.gov.cn.evil.example/",
        "http://evilxxgk.jia.gov.cn/",
        "http://www.jia.gov.cn@evil.example/",
        "http://www.jia.gov.cn:8080/",
        "http://user:secret@www.jia.gov.cn/",
        "http://yi.gov.cn/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://www.jia.gov.cn/",
        "http://[::1",
        "http:///a",
        "",
    ],
)
def test_every_other_host_is_refused(url: str) -> None:
    assert RULE.refuses(url)


def test_loopback_is_allowed_where_a_profile_names_it() -> None:
    rule = HostRule.of(("127.0.0.5:8080",), loopback=True)
    assert rule.refuses("http://127.0.0.5:8080/a") is None
    assert rule.refuses("http://127.0.0.5:8081/a")
    assert rule.refuses("http://127.0.0.6:8080/a")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.1.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "x",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_are_told_from_names() -> None:
    assert is_public("223.5.5.5")
    assert is_address("127.1")
    assert not is_address("www.jia.gov.cn")
    assert not is_address("12345.gov.cn")


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (('division = "990100"', 'division = "990101"'), "division: 990101: the code of a city ends in 00"),
        (('level = "city"', 'level = "town"'), "division: 990100: the code of a whole city"),
        (('"/zwgk/ndbg/"', '"/zwgk/2023n/"'), "channels[0].url: of one year alone"),
        (('"/zwgk/ndbg/"', '"/zwgk/nbsz2025/"'), "channels[0].url: of one year alone"),
        (('"/zwgk/ndbg/"', '"/"'), "channels[0].url: the home page"),
        (("delay_s = 2.5", "delay_s = 0.5"), "delay_s: 0.5: faster than one request a second"),
        (('hosts = ["www', 'hosts = ["a.com", "www'), "hosts: a.com is not under gov.cn"),
    ],
)
def test_a_profile_that_could_be_better_is_told_how(change: tuple[str, str], advice: str) -> None:
    told = lint_profile(parse_profile(WHOLE.replace(*change), where="test"), Path("qingchuan.toml"))
    assert [sentence[: len(advice)] for sentence in told] == [advice]


def test_a_whole_profile_has_nothing_to_fix() -> None:
    assert lint_profile(parse_profile(WHOLE, where="test"), Path("qingchuan.toml")) == ()


def test_registered_profiles_have_nothing_to_fix_but_that_no_crawl_confirmed_them() -> None:
    advice = {
        profile.id: [
            sentence
            for sentence in lint_profile(profile, PORTALS_FOLDER / f"{profile.id}.toml")
            if not sentence.startswith("checked: never")
        ]
        for profile in registered_profiles()
    }
    left = {portal for portal, sentences in advice.items() if sentences}
    assert left == {"guangzhou-bgt", "hanzhong", "pishan", "suizhou-mfb"}, advice
