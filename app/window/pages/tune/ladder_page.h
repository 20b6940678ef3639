// What does each width buy? The ladder map of all layers; and each layer's width from its own numbers, as narrow as an
// SQNR allows.
#pragma once
#include "app/window/pages/page.h"
#include "widgets/plot/network/ladder_map.h"

class QComboBox;
class QPushButton;
class QSlider;
class QSpinBox;

namespace bitladder::widgets
{
class ColorKey;
}

namespace bitladder::app
{

class Studies;
struct LadderAsked;
struct LadderFound;

class LadderPage : public Page
{
    Q_OBJECT

public:
    LadderPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void recolor() override;

private:
    void makeControls();
    void fillEmptyTexts() override;
    void ask();
    void refresh();
    void assign(int layer, int column, EditPhase phase);
    void adapt(int db, EditPhase phase);
    std::vector<quant::NumberFormat> ownFormats() const;
    LadderAsked asked() const;
    std::shared_ptr<const LadderFound> found() const; // of the present model; null: none

    ResultStore* m_results;
    Studies* m_studies;
    widgets::LadderMap* m_map;
    widgets::ColorKey* m_key;
    QComboBox* m_formats;
    QPushButton* m_times;
    QSlider* m_slider;
    QSpinBox* m_target;
    QString m_gesture; // what the drag that goes on began as
    bool m_timed = false; // times were asked for
    std::vector<quant::NumberFormat> m_own; // designed floats that were asked for
};

} // namespace bitladder::app
