// Short facts in three columns: what, of the weights, of the activations. It paints itself, so that figures that change
// with every step of a fader lay out nothing anew.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace bitladder::widgets
{

struct Fact {
    QString name, weights, activations, toolTip;
    friend bool operator==(const Fact&, const Fact&) = default;
};

class FactsGrid : public QWidget
{
    Q_OBJECT

public:
    explicit FactsGrid(QWidget* parent = nullptr);

    void setFacts(const QList<Fact>& facts);
    const QList<Fact>& facts() const { return m_facts; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const;

    QList<Fact> m_facts;
};

} // namespace bitladder::widgets
