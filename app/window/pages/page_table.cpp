#include "app/window/pages/page_table.h"

#include "app/window/pages/distribution_page.h"
#include "app/window/pages/error_page.h"
#include "app/window/pages/features_page.h"
#include "app/window/pages/graph_page.h"
#include "app/window/pages/kernels_page.h"
#include "app/window/pages/output_page.h"
#include "app/window/pages/quantize/export_page.h"
#include "app/window/pages/quantize/measures_page.h"
#include "app/window/pages/quantize/methods_page.h"
#include "app/window/pages/quantize/microscope_page.h"
#include "app/window/pages/quantize/number_page.h"
#include "app/window/pages/quantize/ways_page.h"
#include "app/window/pages/speed_page.h"
#include "app/window/pages/train_page.h"
#include "app/window/pages/tune/advice_page.h"
#include "app/window/pages/tune/blame_page.h"
#include "app/window/pages/tune/budget_page.h"
#include "app/window/pages/tune/cost_page.h"
#include "app/window/pages/tune/ladder_page.h"
#include "app/window/pages/tune/sensitivity_page.h"
#include "app/window/pages/workshop/workshop_page.h"

#include <QCoreApplication>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr PageEntry kPages[] = {
    {"distribution", QT_TRANSLATE_NOOP("PageTable", "Distribution"), &DistributionPage::make},
    {"error", QT_TRANSLATE_NOOP("PageTable", "Error"), &ErrorPage::make},
    {"speed", QT_TRANSLATE_NOOP("PageTable", "Speed"), &SpeedPage::make},
    {"budget", QT_TRANSLATE_NOOP("PageTable", "Budget"), &BudgetPage::make},
    {"ladder", QT_TRANSLATE_NOOP("PageTable", "Ladder"), &LadderPage::make},
    {"sensitivity", QT_TRANSLATE_NOOP("PageTable", "Sensitivity"), &SensitivityPage::make},
    {"blame", QT_TRANSLATE_NOOP("PageTable", "Blame"), &BlamePage::make},
    {"advice", QT_TRANSLATE_NOOP("PageTable", "Advice"), &AdvicePage::make},
    {"cost", QT_TRANSLATE_NOOP("PageTable", "Cost"), &CostPage::make},
    {"graph", QT_TRANSLATE_NOOP("PageTable", "Graph"), &GraphPage::make},
    {"features", QT_TRANSLATE_NOOP("PageTable", "Features"), &FeaturesPage::make},
    {"output", QT_TRANSLATE_NOOP("PageTable", "Output"), &OutputPage::make},
    {"kernels", QT_TRANSLATE_NOOP("PageTable", "Kernels"), &KernelsPage::make},
    {"number", QT_TRANSLATE_NOOP("PageTable", "A number's way"), &NumberPage::make},
    {"measures", QT_TRANSLATE_NOOP("PageTable", "Measures"), &MeasuresPage::make},
    {"methods", QT_TRANSLATE_NOOP("PageTable", "Methods"), &MethodsPage::make},
    {"ways", QT_TRANSLATE_NOOP("PageTable", "Compare ways"), &WaysPage::make},
    {"train", QT_TRANSLATE_NOOP("PageTable", "Train"), &TrainPage::make},
    {"export", QT_TRANSLATE_NOOP("PageTable", "Export"), &ExportPage::make},
    {"microscope", QT_TRANSLATE_NOOP("PageTable", "Microscope"), &MicroscopePage::make},
    {"workshop", QT_TRANSLATE_NOOP("PageTable", "Workshop"), &WorkshopPage::make},
};

} // namespace

std::span<const PageEntry> pageTable()
{
    return kPages;
}

QString titleOf(const PageEntry& entry)
{
    return QCoreApplication::translate("PageTable", entry.title);
}

QStringList pageIds()
{
    QStringList ids;
    for (const PageEntry& entry : kPages)
        ids << QString::fromLatin1(entry.id);
    return ids;
}

const PageEntry* findPage(const QString& id)
{
    const auto* found = std::ranges::find_if(kPages, [&](const PageEntry& e) { return id == QLatin1String(e.id); });
    return found == std::end(kPages) ? nullptr : found;
}

QString pageIdOfSession(const QString& saved)
{
    // "bitladder::app::DistributionPage"
    const QLatin1String space("bitladder::app::"), suffix("Page");
    if (!saved.startsWith(space) || !saved.endsWith(suffix)) return saved;
    return saved.mid(space.size(), saved.size() - space.size() - suffix.size()).toLower();
}

} // namespace bitladder::app
