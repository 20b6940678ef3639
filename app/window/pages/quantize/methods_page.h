// What else can be done about the error? The ordered list of the recipe's methods, and what each did to which layer.
// Earlier figures stay, pale, until the network has been computed anew.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QMenu;
class QPushButton;
class QSpinBox;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace bitladder::app
{

class MethodsPage : public Page
{
    Q_OBJECT

public:
    explicit MethodsPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void makeList();
    void makeButtons();
    void refresh(); // the list, from the recipe
    void showMethod(); // the one that is chosen: its parameters and what it did
    void showParameters();
    int current() const; // −1: none
    void edit(const QString& text, const std::function<void(std::vector<quant::MethodChoice>&)>& change);
    void move(int by);

    QTreeWidget *m_list, *m_effects;
    QToolButton* m_add;
    QPushButton *m_up, *m_down, *m_remove;
    QSpinBox* m_pictures;
    QLabel *m_about, *m_summary, *m_state;
    QWidget* m_parameters;
    QFormLayout* m_form;
    std::shared_ptr<const NetworkResult> m_network;
    std::optional<quant::MethodChoice> m_formOf; // whose parameters stand there; none: nobody's
    int m_formRow = -1;
    int m_wanted = -1; // the row that is chosen after the next refresh
    bool m_filling = false;
};

} // namespace bitladder::app
