// What is the best I can have? The recipes that were measured as a front of cost against equal answers. A limit and a
// search find more; pointing at a recipe shows its widths as ghosts in the equalizer, a click takes it.
#pragma once
#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/pages/page.h"

class QAction;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace bitladder::app
{

class Studies;

class BudgetPage : public Page
{
    Q_OBJECT

public:
    BudgetPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void makeControls();
    void fillEmptyTexts() override;
    void takeMeasured(const Results& results);
    void takeUnit();
    void fillMore();
    void setBusy();
    void refresh();
    void search();
    void preview(int dot);
    void apply(int dot);
    FrontLimits limits() const;

    ResultStore* m_results;
    Studies* m_studies;
    widgets::FrontPlot* m_plot;
    QDoubleSpinBox *m_keep, *m_most;
    QComboBox *m_objective, *m_seconds;
    QSpinBox *m_weights, *m_activations;
    QCheckBox* m_methods;
    QToolButton* m_more;
    QAction *m_sums, *m_ends;
    std::vector<std::pair<QAction*, const quant::FormatFamily*>> m_families;
    QPushButton *m_search, *m_apply;
    QLabel* m_trust;
    Front m_front;
    // Recipes that a person chose, and that ran over these pictures.
    std::vector<MeasuredRecipe> m_measured;
    std::shared_ptr<const std::vector<data::LabelledFile>> m_files;
};

} // namespace bitladder::app
