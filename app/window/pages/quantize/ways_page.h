// Which way is best for this layer? Every format, granularity and range estimator at one width as one list, and what
// methods make of the usual one, the best first: error, size and measured time. A click applies one.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QLabel;
class QSpinBox;
class QTreeWidget;
class QTreeWidgetItem;

namespace bitladder::app
{

// "int4 · channel · least squares".
QString wayText(const quant::QuantSpec& spec);
// The same with the method that comes after it.
QString wayText(const Way& way);

class WaysPage : public Page
{
    Q_OBJECT

public:
    explicit WaysPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showWays(const std::shared_ptr<const WaysResult>& result);

signals:
    void asked(const bitladder::app::WaysQuestion& question); // without a layer while nobody looks

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void recolor() override;

private:
    void clearLayer() override;
    void fillEmptyTexts() override;
    void ask();
    void takeLayer(); // another layer: its present width
    void fill();
    void apply(const QTreeWidgetItem* item);

    QSpinBox* m_bits;
    QComboBox* m_order;
    QTreeWidget* m_list;
    QLabel* m_note;
    std::shared_ptr<const WaysResult> m_result;
    int m_layer = -1;
    std::vector<size_t> m_rows; // which way each row of the list is
};

} // namespace bitladder::app
