#include "app/window/dialogs/model_dialog.h"

#include "app/window/document/document.h"
#include "app/window/document/texts.h"
#include "core/graph/layers.h"
#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

QString valueText(const graph::Value& value)
{
    const QString type = value.type ? toText(std::string_view(tensor::elementTypeName(*value.type))) : QString();
    const QString shape = value.shape ? toText(tensor::toString(*value.shape)) : QString();
    return QStringLiteral("%1 %2 %3").arg(toText(value.name), type, shape).simplified();
}

} // namespace

ModelDialog::ModelDialog(const Document& document, QWidget* parent)
    : QDialog(parent)
{
    const model::Model& model = *document.model();
    const QLocale locale;
    setWindowTitle(tr("About this model"));
    auto* form = new QFormLayout;
    const auto add = [&](const QString& name, const QString& text) {
        auto* label = new QLabel(text, this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        form->addRow(name, label);
    };
    add(tr("File"), toText(std::filesystem::absolute(model.path)));
    add(tr("Size"), widgets::formatBytes(static_cast<double>(model.fileBytes)));
    QStringList opsets;
    for (const auto& [domain, version] : model.original->opsets)
        opsets << (domain.empty() ? QString::number(version) : tr("%1 of %2").arg(version).arg(toText(domain)));
    add(tr("Opset"), opsets.join(QStringLiteral(", ")));
    if (!model.original->producer.empty()) add(tr("Written by"), toText(model.original->producer));
    const auto values = [&](const std::vector<ValueId>& ids) {
        QStringList lines;
        for (const ValueId id : ids)
            lines << valueText(model.graph->value(id));
        return lines.join(QLatin1Char('\n'));
    };
    add(tr("Inputs"), values(model.graph->inputs));
    add(tr("Outputs"), values(model.graph->outputs));
    add(tr("Layers"),
        tr("%1 with %2 parameters; %3 multiply-adds for one run")
            .arg(model.layers.size())
            .arg(locale.toString(static_cast<qlonglong>(model.parameters)),
                locale.toString(static_cast<qlonglong>(model.macs))));
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    const auto plain = graph::plainNodes(*model.graph);
    auto* heading
        = new QLabel(plain.empty() ? tr("Every node that multiplies is offered as a layer.")
                                   : tr("%n nodes multiply but cannot be quantized here; they run in float:", nullptr,
                                       static_cast<int>(plain.size())),
            this);
    heading->setWordWrap(true);
    layout->addWidget(heading);
    if (!plain.empty()) {
        auto* tree = new QTreeWidget(this);
        tree->setHeaderLabels({tr("node"), tr("op"), tr("why")});
        tree->setRootIsDecorated(false);
        tree->setAccessibleName(tr("Nodes that are not offered"));
        for (const auto& node : plain) {
            QString why = QCoreApplication::translate("PlainNode", node.why.text);
            if (!node.why.value.empty()) why = why.arg(toText(node.why.value));
            auto* item = new QTreeWidgetItem(tree, {toText(node.name), toText(node.op), why});
            item->setToolTip(0, toText(node.name).toHtmlEscaped());
            item->setToolTip(2, why.toHtmlEscaped());
        }
        tree->header()->setSectionResizeMode(0, QHeaderView::Interactive);
        tree->header()->resizeSection(0, 220);
        layout->addWidget(tree, 1);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(680, plain.empty() ? 320 : 520);
}

} // namespace bitladder::app
