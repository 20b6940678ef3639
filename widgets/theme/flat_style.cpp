#include "widgets/theme/flat_style.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolBar>
#include <QWidget>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr double kRadius = 4;
constexpr int kSeparator = 8; // between panes: the border that they have
constexpr const char* kKindProperty = "bitladderButton";
enum ButtonKind { Usual, Primary, Segment };

ButtonKind kindOf(const QWidget* widget)
{
    return widget == nullptr ? Usual : static_cast<ButtonKind>(widget->property(kKindProperty).toInt());
}

bool isOn(const QStyleOption& option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

bool focused(const QStyleOption& option)
{
    return isOn(option, QStyle::State_HasFocus) && isOn(option, QStyle::State_KeyboardFocusChange);
}

// Under the mouse 6 % of the text is mixed in, pressed 12 %.
QColor touched(const QColor& ground, const QStyleOption& option)
{
    if (!isOn(option, QStyle::State_Enabled)) return ground;
    const QColor text = token(Token::Text, option.palette);
    if (isOn(option, QStyle::State_Sunken)) return mixed(ground, text, 0.12);
    return isOn(option, QStyle::State_MouseOver) ? mixed(ground, text, 0.06) : ground;
}

void paintBox(QPainter& painter, const QRect& rect, const QColor& ground, const QColor& edge, double width = 1)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = width / 2;
    painter.setPen(edge.isValid() ? QPen(edge, width) : QPen(Qt::NoPen));
    painter.setBrush(ground);
    // A small box stays one: a circle is the sign of a choice among others.
    const double radius = std::min<double>(kRadius, std::min(rect.width(), rect.height()) / 5.0);
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

void paintArrow(QPainter& painter, const QRectF& box, Qt::ArrowType direction, const QColor& color)
{
    constexpr double kWide = 3.5, kHigh = 2;
    const QPointF c = box.center();
    const double down = direction == Qt::DownArrow ? 1 : -1;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.3));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF {
        {c.x() - kWide, c.y() - down * kHigh}, {c.x(), c.y() + down * kHigh}, {c.x() + kWide, c.y() - down * kHigh}});
    painter.restore();
}

void paintField(QPainter& painter, const QStyleOption& option, const QRect& rect)
{
    const bool on = isOn(option, QStyle::State_HasFocus) && isOn(option, QStyle::State_Enabled);
    const QColor edge = !isOn(option, QStyle::State_Enabled) ? token(Token::Line, option.palette)
        : on                                                 ? token(Token::Accent, option.palette)
                                                             : token(Token::Edge, option.palette);
    // Fields are always sunken; that says nothing of a mouse.
    const bool hovered = isOn(option, QStyle::State_MouseOver) && isOn(option, QStyle::State_Enabled);
    const QColor surface = token(Token::Surface, option.palette);
    paintBox(
        painter, rect, hovered ? mixed(surface, token(Token::Text, option.palette), 0.04) : surface, edge, on ? 2 : 1);
}

void paintButton(QPainter& painter, const QStyleOption& option, ButtonKind kind)
{
    const QPalette& palette = option.palette;
    const bool enabled = isOn(option, QStyle::State_Enabled), chosen = isOn(option, QStyle::State_On);
    const QColor accent = token(Token::Accent, palette);
    if (kind == Primary || (kind == Segment && chosen)) {
        paintBox(painter, option.rect, touched(enabled ? accent : token(Token::Line, palette), option), QColor());
    } else {
        const QColor ground = token(chosen ? Token::Tint : Token::Raised, palette);
        paintBox(painter, option.rect, touched(ground, option), token(enabled ? Token::Edge : Token::Line, palette));
        if (chosen) painter.fillRect(option.rect.adjusted(2, option.rect.height() - 2, -2, 0), accent);
    }
    if (focused(option))
        paintBox(painter, option.rect.adjusted(1, 1, -1, -1), Qt::transparent,
            kind == Primary ? token(Token::OnAccent, palette) : accent, 2);
}

void paintCheckBox(QPainter& painter, const QStyleOption& option)
{
    const bool on = isOn(option, QStyle::State_On), enabled = isOn(option, QStyle::State_Enabled);
    const QColor accent = token(enabled ? Token::Accent : Token::Off, option.palette);
    const int side = std::min(option.rect.width(), option.rect.height()) - 2;
    QRect box(0, 0, side, side);
    box.moveCenter(option.rect.center());
    paintBox(painter, box, touched(on ? accent : token(Token::Surface, option.palette), option),
        on ? accent : token(enabled ? Token::Edge : Token::Line, option.palette));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(on ? token(Token::OnAccent, option.palette) : token(Token::Text, option.palette), 1.8));
    const QPointF c = QRectF(box).center();
    const double r = side / 4.0;
    if (on)
        painter.drawPolyline(QPolygonF {{c.x() - r, c.y()}, {c.x() - r / 4, c.y() + r}, {c.x() + r, c.y() - r}});
    else if (isOn(option, QStyle::State_NoChange))
        painter.drawLine(QPointF(c.x() - r, c.y()), QPointF(c.x() + r, c.y()));
    painter.restore();
    if (focused(option)) paintBox(painter, option.rect, Qt::transparent, token(Token::Accent, option.palette), 2);
}

void paintTab(QPainter& painter, const QStyleOptionTab& tab)
{
    if (!isOn(tab, QStyle::State_Selected)) {
        if (isOn(tab, QStyle::State_MouseOver))
            painter.fillRect(tab.rect, mixed(token(Token::Window, tab.palette), token(Token::Text, tab.palette), 0.06));
        return;
    }
    painter.fillRect(tab.rect, token(Token::Surface, tab.palette));
    painter.fillRect(QRect(tab.rect.topLeft(), QSize(tab.rect.width(), 2)), token(Token::Accent, tab.palette));
    if (focused(tab))
        paintBox(painter, tab.rect.adjusted(3, 4, -3, -3), Qt::transparent, token(Token::Accent, tab.palette), 2);
}

void paintHeader(QPainter& painter, const QStyleOption& option)
{
    const QColor ground = token(Token::Surface, option.palette);
    painter.fillRect(option.rect, touched(ground, option));
    painter.fillRect(option.rect.adjusted(0, option.rect.height() - 1, 0, 0), token(Token::Edge, option.palette));
}

void paintScrollBar(QPainter& painter, const QStyleOptionSlider& bar, const QRect& slider)
{
    const bool upright = bar.orientation == Qt::Vertical;
    painter.fillRect(bar.rect, token(Token::Surface, bar.palette));
    if (bar.maximum <= bar.minimum) return;
    const QRect thin = upright ? slider.adjusted(3, 1, -3, -1) : slider.adjusted(1, 3, -1, -3);
    const bool held = bar.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider)
        && (isOn(bar, QStyle::State_MouseOver) || isOn(bar, QStyle::State_Sunken));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(held ? token(Token::Edge, bar.palette)
                          : mixed(token(Token::Line, bar.palette), token(Token::Edge, bar.palette), 0.5));
    const double r = (upright ? thin.width() : thin.height()) / 2.0;
    painter.drawRoundedRect(thin, r, r);
    painter.restore();
}

} // namespace

FlatStyle::FlatStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

void FlatStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (auto* choice = qobject_cast<QComboBox*>(widget)) describeChoice(choice);
}

int FlatStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_DockWidgetSeparatorExtent:
        return kSeparator;
    case PM_SplitterWidth:
        return kSeparator;
    case PM_DockWidgetFrameWidth:
    case PM_ToolBarFrameWidth:
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_ToolBarItemSpacing:
    case PM_ToolBarItemMargin:
        return 4;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FlatStyle::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returnData) const
{
    if (hint == SH_TabBar_Alignment) return Qt::AlignLeft;
    if (hint == SH_EtchDisabledText || hint == SH_DitherDisabledText) return 0;
    return QProxyStyle::styleHint(hint, option, widget, returnData);
}

QSize FlatStyle::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    // The chosen tab's name is bold, and must fit.
    if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option); type == CT_TabBarTab && tab && widget) {
        QFont bold = widget->font();
        bold.setBold(true);
        size.rwidth() += QFontMetrics(bold).horizontalAdvance(tab->text)
            - QFontMetrics(widget->font()).horizontalAdvance(tab->text);
    }
    return size;
}

void FlatStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        paintButton(*painter, *option, kindOf(widget));
        return;
    case PE_PanelButtonTool: {
        const bool bare = isOn(*option, State_AutoRaise) && kindOf(widget) == Usual;
        if (!bare)
            paintButton(*painter, *option, kindOf(widget));
        else if (isOn(*option, State_On) || isOn(*option, State_MouseOver) || isOn(*option, State_Sunken))
            paintBox(*painter, option->rect,
                touched(token(isOn(*option, State_On) ? Token::Tint : Token::Window, option->palette), *option),
                QColor());
        return;
    }
    case PE_FrameFocusRect:
        if (focused(*option) || isOn(*option, State_Item))
            paintBox(*painter, option->rect, Qt::transparent, token(Token::Accent, option->palette), 2);
        return;
    case PE_FrameLineEdit:
        if (const auto* parent = widget ? widget->parentWidget() : nullptr;
            parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox")))
            return;
        paintField(*painter, *option, option->rect);
        return;
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
            proxy()->drawPrimitive(PE_FrameLineEdit, option, painter, widget);
        return;
    case PE_PanelItemViewItem:
        if (isOn(*option, State_Selected)) {
            painter->fillRect(option->rect, token(Token::Tint, option->palette));
            return;
        }
        break;
    case PE_IndicatorCheckBox:
        paintCheckBox(*painter, *option);
        return;
    case PE_IndicatorToolBarSeparator: {
        const int x = option->rect.center().x();
        painter->fillRect(
            QRect(x, option->rect.top() + 8, 1, option->rect.height() - 16), token(Token::Line, option->palette));
        return;
    }
    case PE_FrameStatusBarItem:
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
    case PE_IndicatorDockWidgetResizeHandle:
    case PE_FrameDockWidget:
    case PE_PanelToolBar:
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void FlatStyle::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    switch (element) {
    case CE_ToolBar:
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, token(Token::Window, option->palette));
        return;
    case CE_Splitter:
        return;
    case CE_ShapedFrame:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame && frame->frameShape == QFrame::HLine) {
            painter->fillRect(QRect(option->rect.left(), option->rect.center().y(), option->rect.width(), 1),
                token(Token::Line, option->palette));
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) paintTab(*painter, *tab);
        return;
    case CE_TabBarTabLabel:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option); tab && tab->icon.isNull()) {
            const bool chosen = isOn(*tab, State_Selected);
            QFont font = painter->font();
            font.setBold(chosen);
            painter->save();
            painter->setFont(font);
            painter->setPen(token(chosen ? Token::Text : Token::Text2, tab->palette));
            painter->drawText(tab->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, tab->text);
            painter->restore();
            return;
        }
        break;
    case CE_HeaderSection:
        paintHeader(*painter, *option);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, token(Token::Surface, option->palette));
        painter->fillRect(
            option->rect.adjusted(0, option->rect.height() - 1, 0, 0), token(Token::Edge, option->palette));
        return;
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            QStyleOptionHeader quiet(*header);
            quiet.palette.setColor(QPalette::ButtonText, token(Token::Text2, header->palette));
            quiet.state &= ~State_On; // no bold for the columns of the current cell
            QProxyStyle::drawControl(element, &quiet, painter, widget);
            return;
        }
        break;
    case CE_ItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            QStyleOptionViewItem plain(*item);
            plain.palette.setColor(QPalette::HighlightedText, token(Token::Text, item->palette));
            QProxyStyle::drawControl(element, &plain, painter, widget);
            return;
        }
        break;
    case CE_ComboBoxLabel:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option); box && !box->editable) {
            QStyleOptionComboBox shortened(*box);
            const int room = proxy()->subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width();
            shortened.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, room);
            QProxyStyle::drawControl(element, &shortened, painter, widget);
            return;
        }
        break;
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option); button
            && isOn(*option, State_Enabled)
            && (kindOf(widget) == Primary || (kindOf(widget) == Segment && isOn(*option, State_On)))) {
            QStyleOptionButton filled(*button);
            filled.palette.setColor(QPalette::ButtonText, token(Token::OnAccent, button->palette));
            QProxyStyle::drawControl(element, &filled, painter, widget);
            return;
        }
        break;
    case CE_ToolButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option); button
            && isOn(*option, State_Enabled)
            && (kindOf(widget) == Primary || (kindOf(widget) == Segment && isOn(*option, State_On)))) {
            QStyleOptionToolButton filled(*button);
            filled.palette.setColor(QPalette::ButtonText, token(Token::OnAccent, button->palette));
            filled.font.setBold(true);
            if (!button->icon.isNull()) {
                const QSize size = button->iconSize * painter->device()->devicePixelRatioF();
                QPixmap inked = button->icon.pixmap(size, QIcon::Selected);
                inked.setDevicePixelRatio(painter->device()->devicePixelRatioF());
                filled.icon = QIcon(inked);
            }
            QProxyStyle::drawControl(element, &filled, painter, widget);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void FlatStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const QColor ink = token(isOn(*option, State_Enabled) ? Token::Text2 : Token::Off, option->palette);
    switch (control) {
    case CC_ComboBox:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            paintField(*painter, *option, option->rect);
            paintArrow(*painter, proxy()->subControlRect(control, box, SC_ComboBoxArrow, widget), Qt::DownArrow, ink);
            return;
        }
        break;
    case CC_SpinBox:
        if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
            if (spin->frame) paintField(*painter, *option, option->rect);
            if (spin->buttonSymbols == QAbstractSpinBox::NoButtons) return;
            paintArrow(*painter, proxy()->subControlRect(control, spin, SC_SpinBoxUp, widget), Qt::UpArrow,
                spin->stepEnabled.testFlag(QAbstractSpinBox::StepUpEnabled) ? ink : token(Token::Off, option->palette));
            paintArrow(*painter, proxy()->subControlRect(control, spin, SC_SpinBoxDown, widget), Qt::DownArrow,
                spin->stepEnabled.testFlag(QAbstractSpinBox::StepDownEnabled) ? ink
                                                                              : token(Token::Off, option->palette));
            return;
        }
        break;
    case CC_ScrollBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            paintScrollBar(*painter, *bar, proxy()->subControlRect(control, bar, SC_ScrollBarSlider, widget));
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void makePrimary(QWidget* button)
{
    button->setProperty(kKindProperty, static_cast<int>(Primary));
}

void makeSegment(QWidget* button)
{
    button->setProperty(kKindProperty, static_cast<int>(Segment));
}

} // namespace bitladder::widgets
