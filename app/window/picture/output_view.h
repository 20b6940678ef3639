// Shows a network's output in the form that suits it: both pictures and their difference, label maps over the picture,
// maps, or a list of numbers. A worker computes what is drawn; the newest result wins.
#pragma once
#include "app/window/document/outputs.h"
#include "app/window/runner/worker.h"
#include "widgets/picture/picture_compare.h"

#include <QWidget>

class QStackedWidget;

namespace bitladder::widgets
{
class DifferenceHistogram;
} // namespace bitladder::widgets

namespace bitladder::app
{

class OutputView : public QWidget
{
    Q_OBJECT

public:
    enum class Size : unsigned char { Compact, Full }; // compact leaves the maps out and keeps their histogram
    OutputView(Document* document, Size size, QWidget* parent = nullptr);

    // A result of an older revision is drawn pale. Does nothing while the view is hidden. `baseline` is shown beside
    // the result once it is of the same revision.
    void showResult(
        const std::shared_ptr<const NetworkResult>& result, const std::shared_ptr<const BaselineResult>& baseline = {});
    void clear();
    const OutputData& data() const { return m_data; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void compute();
    void take(const OutputQuestion& question, OutputData data);
    void markStale(widgets::PictureCompare::Changed changed);

    Document* m_document;
    Size m_size;
    QStackedWidget* m_stack;
    widgets::PictureCompare* m_pictures;
    widgets::FeaturePlot* m_maps;
    widgets::DifferenceHistogram* m_histogram;
    widgets::VectorPlot* m_list;
    std::shared_ptr<const NetworkResult> m_result, m_computed;
    std::shared_ptr<const BaselineResult> m_baseline, m_computedBaseline;
    OutputChoice m_computedChoice;
    OutputData m_data;
    LatestWinsWorker m_worker; // last: ends first
};

} // namespace bitladder::app
