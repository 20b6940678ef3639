#include "widgets/control/screen_reader.h"

#include <QAccessibleWidget>
#include <QComboBox>
#include <QHash>
#include <optional>

namespace bitladder::widgets
{

namespace
{

struct Told {
    QAccessible::Role role = QAccessible::Client;
    std::optional<ReaderNumber> number;
};

QHash<const QObject*, Told>& told()
{
    static QHash<const QObject*, Told> all;
    return all;
}

class DrawnWidget : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    DrawnWidget(QWidget* widget, const Told& what)
        : QAccessibleWidget(widget, what.role)
        , m_number(what.number)
    {
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface && m_number) return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    QVariant currentValue() const override { return m_number->value(); }
    void setCurrentValue(const QVariant& value) override
    {
        m_number->set(qBound(m_number->least, value.toDouble(), m_number->most));
    }
    QVariant minimumValue() const override { return m_number->least; }
    QVariant maximumValue() const override { return m_number->most; }
    QVariant minimumStepSize() const override { return 1.0; }

private:
    std::optional<ReaderNumber> m_number;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    const auto what = told().constFind(object);
    return what == told().constEnd() ? nullptr : new DrawnWidget(static_cast<QWidget*>(object), *what);
}

void tell(QWidget* widget, const Told& what)
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
    if (!told().contains(widget)) QObject::connect(widget, &QObject::destroyed, [widget] { told().remove(widget); });
    told().insert(widget, what);
}

} // namespace

void tellReader(QWidget* widget, QAccessible::Role role)
{
    tell(widget, {role, std::nullopt});
}

void tellReader(QWidget* widget, ReaderNumber number)
{
    tell(widget, {QAccessible::Slider, std::move(number)});
}

void tellReaderTheNumber(QWidget* widget, double value)
{
    QAccessibleValueChangeEvent event(widget, value);
    QAccessible::updateAccessibility(&event);
}

void describeChoice(QComboBox* box)
{
    if (box->accessibleName().isEmpty() || !box->accessibleDescription().isEmpty()) return;
    QStringList parts {box->accessibleName()};
    if (!box->toolTip().isEmpty()) parts << box->toolTip();
    box->setAccessibleDescription(parts.join(QStringLiteral(". ")));
}

} // namespace bitladder::widgets
