#include "core/lesson/report.h"

#include "core/base/text.h"

namespace bitladder::lesson
{

namespace
{

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}
th,td{border-bottom:1px solid #d8dee4;padding:.3rem .6rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.right{color:#00614a}.wrong{color:#a33d00}.open{color:#57606a}
code{font-family:ui-monospace,monospace}
</style>
)";

// A sign beside the colour: nobody has to tell colours apart.
const char* mark(const StepGrade& g)
{
    if (!g.answered) return "<span class=\"open\">– not answered</span>";
    return g.right ? "<span class=\"right\">✓ right</span>" : "<span class=\"wrong\">✗ wrong</span>";
}

std::string nameOf(const Grade& grade)
{
    return grade.learner.empty() ? std::string("without a name") : htmlText(grade.learner);
}

} // namespace

std::string htmlText(std::string_view text)
{
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string reportHtml(const Lesson& lesson, std::span<const Grade> grades)
{
    const std::string title = htmlText(lesson.title);
    std::string html = kHead;
    html += fmt::format("<title>{}</title></head><body>\n<h1>{}</h1>\n", title, title);
    html += "<table><tr><th>Learner</th><th class=\"n\">right</th>";
    for (size_t i = 0; i < lesson.steps.size(); ++i)
        if (lesson.steps[i].asks()) html += fmt::format("<th>step {}</th>", i + 1);
    html += "</tr>\n";
    for (const Grade& grade : grades) {
        html
            += fmt::format("<tr><td>{}</td><td class=\"n\">{} of {}</td>", nameOf(grade), grade.right(), grade.asked());
        for (const StepGrade& g : grade.steps)
            if (g.asked) html += fmt::format("<td>{}</td>", mark(g));
        html += "</tr>\n";
    }
    html += "</table>\n";
    for (const Grade& grade : grades) {
        html += fmt::format("<h2>{}</h2>\n<table><tr><th>Step</th><th></th><th>Given</th><th>Right</th>"
                            "<th class=\"n\">Tries</th><th class=\"n\">Hints</th></tr>\n",
            nameOf(grade));
        for (const StepGrade& g : grade.steps) {
            if (!g.asked) continue;
            html += fmt::format("<tr><td>{}. {}</td><td>{}</td><td>{}{}</td><td>{}</td><td class=\"n\">{}</td>"
                                "<td class=\"n\">{}</td></tr>\n",
                g.step + 1, htmlText(lesson.steps[g.step].title), mark(g), htmlText(g.given),
                g.remark.empty() ? std::string() : "<br><small>" + htmlText(g.remark) + "</small>", htmlText(g.answer),
                g.tries, g.hints);
        }
        html += "</table>\n";
    }
    return html + "</body></html>\n";
}

} // namespace bitladder::lesson
