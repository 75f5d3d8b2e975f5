"""What is wrong with the reports before the clock moves: one planted finding each, and counter-cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crawler.sample.articles import (
    Article,
    article_number,
    channel_path,
    file_path,
    report_article,
)
from crawler.sample.blocks import BlockKind, attachment, image, paragraph, table
from crawler.sample.changes import (
    Stage,
    dated,
    figure_text,
    prose,
    signed,
    with_block,
    with_figure,
    with_more,
    with_replaced,
    without,
)
from crawler.sample.figures import Figures, figures, in_old_format, with_count
from crawler.sample.organs import BY_ID, Publisher
from crawler.sample.pictures import plain_png
from crawler.sample.report_pdf import report_pdf
from crawler.sample.texts import report_body

CORRECTION = 120
"""By how much one department's count of permit decisions is too small until it is corrected."""


def _rewritten(article: Article, changed: Figures) -> Article:
    """The report written again, prose and tables, from other figures."""
    organ = BY_ID[article.organ]
    signed_on = article.signed_on or article.published_on
    return replace(article, body=report_body(organ, article.report_year, changed, signed_on))


def _of(article: Article) -> Figures:
    return figures(article.organ, article.report_year)


def stale_year(stage: Stage) -> None:
    """A report of 2018 says 截至2016年12月31日."""
    article = stage.report("huanbao", 2018)
    sentence = "截至2016年12月31日，各项公开任务均已按时序完成，未发现应公开而未公开的情形。"
    changed = with_more(article, prose(article)[1], sentence)
    stage.change("stale_year", changed, "finding:stale_year", quote="截至2016年12月31日")


def sums_over_and_partial(stage: Stage) -> None:
    """One list of parts is more than its whole, another less (which 其中 allows)."""
    article = stage.report("jiaoyu", 2017)
    over = "发布工作动态类信息214条，其中入学政策类98条、校园安全类76条、招生考试类61条。"
    changed = with_more(article, prose(article)[2], over)
    stage.change("sum_over", changed, "finding:sum_over", stated=214, parts=235)
    article = stage.report("shiqiao", 2017)
    partial = "发布工作动态类信息187条，其中园区服务类64条、绿化养护类41条。"
    changed = with_more(article, prose(article)[2], partial)
    stage.change("partial_list", changed, "no_finding:sum_over", stated=187, parts=105)


def tables_that_do_not_add_up(stage: Stage) -> None:
    """One report for each rule of DOMAIN.md §2.5, all of report year 2020."""
    article = stage.report("nongye", 2020)
    wrong = str(int(figure_text(article, "granted.total")) + 2)
    changed = with_figure(article, "granted.total", wrong)
    stage.change("sums_broken", changed, "finding:A2", "finding:A3", figure="granted.total", new=wrong)

    article = stage.report("shiqiao", 2020)
    wrong = str(int(figure_text(article, "review_total")) + 1)
    changed = with_figure(article, "review_total", wrong)
    stage.change("sums_broken", changed, "finding:A4", figure="review_total", new=wrong)

    article = stage.report("renshe", 2020)
    changed = _rewritten(article, with_count(_of(article), "received", "natural_person", 1))
    stage.change("flow_broken", changed, "finding:A1", "finding:flow_gap", figure="received")

    article = stage.report("yunling", 2020)
    moved = with_count(
        with_count(_of(article), "carried_in", "natural_person", 1), "received", "natural_person", -1
    )
    stage.change("carry_broken", _rewritten(article, moved), "finding:B1", figure="carried_in")

    article = stage.report("tongji", 2020)
    told = with_count(with_count(_of(article), "received", "total", 2), "outcome_total", "total", 2)
    spoken = _rewritten(article, told).body
    body = tuple(
        kept if kept.grid is not None else said for kept, said in zip(article.body, spoken, strict=True)
    )
    stage.change(
        "prose_against_table", replace(article, body=body), "finding:prose_vs_table", figure="received"
    )


def to_be_corrected(stage: Stage) -> None:
    """A number that is wrong for now, though nothing in its report shows it: the script corrects it."""
    article = stage.report("jiaotong", 2021)
    wrong = str(int(figure_text(article, "permit_decisions")) - CORRECTION)
    stage.site.put(with_figure(article, "permit_decisions", wrong))


def copied_report(stage: Stage) -> None:
    """A statistics bureau copies its report of the year before and changes the year's digits alone."""
    model, article = stage.report("tongji", 2015), stage.report("tongji", 2016)
    body = tuple(
        replace(block, text=block.text.replace("2016年", "2017年").replace("2015年", "2016年"))
        if block.kind is BlockKind.SIGNATURE
        else replace(block, text=block.text.replace("2015", "2016"))
        for block in model.body
    )
    signed_on = (model.signed_on or model.published_on).replace(year=2017)
    published_on = model.published_on.replace(year=2017)
    stage.site.remove(article)
    changed = replace(
        article,
        title=model.title.replace("2015", "2016"),
        body=body,
        signed_on=signed_on,
        published_on=published_on,
        file=file_path(published_on, article.id),
    )
    stage.change("copied", changed, "finding:boilerplate", copied_from=stage.address(model.path))


def wrong_dates(stage: Stage) -> None:
    """Two late reports, one signed before its year was over, one that counts to 14 December."""
    for organ, year, day in (("beizhou", 2016, date(2017, 4, 18)), ("zhujian", 2019, date(2020, 3, 5))):
        article = stage.report(organ, year)
        stage.site.remove(article)
        stage.change("late", dated(article, day), "finding:late", published_on=day)
    article = stage.report("jiaotong", 2014)
    stage.change("signed_early", signed(article, date(2014, 12, 26)), "finding:impossible_date")
    article = stage.report("liuwan", 2018)
    position = next(n for n, block in enumerate(article.body) if "12月31日" in block.text)
    block = article.body[position]
    text = block.text.replace("12月31日", "12月14日")
    changed = replace(article, body=with_block(article.body, position, replace(block, text=text)))
    stage.change("short_period", changed, "finding:short_period", period_end=date(2018, 12, 14))


def wrong_words(stage: Stage) -> None:
    """Another organ's name, junk of a document site, a template's instruction, repealed articles."""
    article = stage.report("shangwu", 2015)
    sentence = "云州市商务局高度重视政府信息公开工作，确定一名副局长分管，各科室确定联络员具体承办。"
    changed = with_more(article, prose(article)[0], sentence)
    stage.change("foreign_organ", changed, "finding:foreign_organ", quote="云州市商务局")
    article = stage.report("weijian", 2017)
    changed = with_more(article, prose(article)[3], "b5E2RGbCAP")
    stage.change("copy_residue", changed, "finding:copy_residue", quote="b5E2RGbCAP")
    article = stage.report("caizheng", 2021)
    changed = with_replaced(article, "一、总体情况", "一、总体情况（宋体加粗小四号字）")
    stage.change("copy_residue", changed, "finding:copy_residue", quote="（宋体加粗小四号字）")
    article = stage.report("minzheng", 2020)
    sentence = "本机关严格执行《条例》第三十一条、第三十二条关于编制和公布年度报告的规定。"
    changed = with_more(article, prose(article)[0], sentence)
    stage.change("stale_law", changed, "finding:stale_law", quote="第三十一条、第三十二条")
    article = stage.report("nongye", 2015)
    first, second = prose(article)[0], prose(article)[-2]
    changed = with_more(article, second, article.body[first].text)
    stage.change("sentence_twice", changed, "finding:wrong_paste", quote=article.body[first].text)


def wrong_shape(stage: Stage) -> None:
    """Announced parts that are missing, tables as pictures, a repeated column head, last era's tables."""
    article = stage.report("shuili", 2021)
    place = next(n for n, b in enumerate(article.body) if b.text.startswith("六、"))
    changed = replace(article, body=(*article.body[:place], *article.body[-2:]))
    stage.change("part_missing", changed, "finding:missing_section", missing="其他需要报告的事项")
    article = stage.report("ziran", 2017)
    old, new = ("六个部分", "七个部分") if _says(article, "六个部分") else ("共六部分", "共七部分")
    changed = with_replaced(article, old, new)
    stage.change("count_wrong", changed, "finding:count_mismatch", announced=7, found=6)
    article = stage.report("beizhou", 2019)
    body, number = [], 0
    for block in article.body:
        if block.grid is None:
            body.append(block)
            continue
        name = f"W0{article.published_on:%Y%m%d}{article.id}{number}.png"
        stage.site.files[f"{article.path.rpartition('/')[0]}/{name}"] = plain_png(620, 240, 238 + number)
        body.append(image(name))
        number += 1
    stage.change("tables_as_pictures", replace(article, body=tuple(body)), "finding:tables_not_text")
    article = stage.report("shijian", 2019)
    position, grid = next((n, b.grid) for n, b in enumerate(article.body) if b.grid is not None)
    heads = tuple(
        replace(c, text="本年新制作数量") if c.text == "本年新公开数量" else c for c in grid.rows[1]
    )
    repeated = table(replace(grid, rows=(grid.rows[0], heads, *grid.rows[2:])))
    changed = replace(article, body=with_block(article.body, position, repeated))
    stage.change("head_repeated", changed, "finding:header_error", quote="本年新制作数量")
    article = stage.report("shiqiao", 2021)
    changed = _rewritten(article, in_old_format(BY_ID["shiqiao"], 2021))
    stage.change("old_format", changed, "finding:stale_format")


def _says(article: Article, words: str) -> bool:
    return any(words in block.text for block in article.body)


def missing_reports(stage: Stage) -> None:
    """Reports that the portal does not have; two of them come later."""
    for organ, year in (("shenji", 2018), ("shenji", 2020), ("shangwu", 2021)):
        path = channel_path(year, Publisher.DEPARTMENTS)
        stage.note_at(path, "missing", organ, year, "finding:missing")


def files(stage: Stage) -> None:
    """Reports as PDF: attached to a short page, and as a listing row that leads straight to the file."""
    for organ, year in (("shijian", 2020), ("beizhou", 2018), ("zhengfuban", 2021)):
        article = stage.report(organ, year)
        stage.change("attached", attached(stage, article, article.id), "attachment", title=article.title)
    article = stage.report("jiaotong", 2019)
    stage.site.remove(article)
    changed = replace(article, file=file_path(article.published_on, article.id, "pdf"))
    stage.change("listed_file", changed, "attachment", title=article.title)


def attached(stage: Stage, article: Article, number: int) -> Article:
    """A short page in place of the report, with the report as a PDF beside it."""
    name = f"P0{article.published_on:%Y%m%d}{number}.pdf"
    stage.site.files[f"{article.path.rpartition('/')[0]}/{name}"] = report_pdf(article.title, article.body)
    lead = paragraph(f"现将《{article.title}》予以公布，全文见附件。")
    return replace(article, body=(lead, attachment(f"附件：{article.title}.pdf", name), *article.body[-2:]))


def department_copy(stage: Stage) -> None:
    """A department's own pages hold a shorter text of a report that the city's portal has in full."""
    article = report_article(BY_ID["weijian"], 2020)
    number = article_number(BY_ID["weijian"], 2020, 30)
    shorter = without(without(article, prose(article)[3]), prose(article)[0])
    copy = replace(
        shorter,
        id=number,
        folder="/bmwz/weijian/xxgkndbg/",
        file=file_path(article.published_on, number),
        listing=article.folder,
    )
    stage.change("department_copy", copy, "copy", copy_of=stage.address(article.path))
    stage.site.related[copy.path] = ()


PLANTED = (
    to_be_corrected,
    stale_year,
    sums_over_and_partial,
    tables_that_do_not_add_up,
    copied_report,
    wrong_dates,
    wrong_words,
    wrong_shape,
    missing_reports,
    files,
    department_copy,
)
