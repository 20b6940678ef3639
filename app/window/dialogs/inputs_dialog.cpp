#include "app/window/dialogs/inputs_dialog.h"

#include "app/window/dialogs/preprocessing_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>
#include <limits>

namespace bitladder::app
{

using Kind = model::InputSource::Kind;

namespace
{

constexpr int kNameWidth = 220; // px; longer names have their middle left out

QString shapeText(const graph::Value& value)
{
    const QString type = value.type ? QString::fromUtf8(tensor::elementTypeName(*value.type)) : QString();
    const QString shape = value.shape ? QString::fromStdString(tensor::toString(*value.shape)) : QString();
    return QStringLiteral("%1 %2").arg(type, shape.isEmpty() ? InputsDialog::tr("scalar") : shape);
}

} // namespace

QString inputText(const graph::Value& value, const model::InputSource& source)
{
    const QString shape = value.shape ? QString::fromStdString(tensor::toString(*value.shape)) : QString();
    const QString from = source.kind == Kind::Shown ? InputsDialog::tr("what is opened here")
        : source.kind == Kind::File                 ? QFileInfo(QString::fromStdString(source.file.string())).fileName()
                                                    : InputsDialog::tr("seeded noise");
    return InputsDialog::tr("%1: %2 ← %3").arg(QString::fromStdString(value.name), shape, from);
}

InputsDialog::InputsDialog(const model::Model& model, std::vector<model::InputSource> sources, QWidget* parent)
    : QDialog(parent)
    , m_sources(std::move(sources))
{
    setWindowTitle(tr("Inputs"));
    auto* area = new QScrollArea(this);
    auto* content = new QWidget(area);
    auto* grid = new QGridLayout(content);
    grid->setColumnStretch(3, 1);
    for (size_t i = 0; i < m_sources.size(); ++i)
        addRow(grid, model.input(i), m_sources[i]);
    grid->setRowStretch(grid->rowCount(), 1);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto* note
        = new QLabel(tr("Files may be pictures, .npy, .pb or .csv. At most one input is what is opened in the window: "
                        "a picture, a drawing, or the files of a folder in turn."),
            this);
    note->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(area, 1);
    layout->addWidget(note);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(820, std::min(520, 160 + 44 * static_cast<int>(m_rows.size())));
}

void InputsDialog::addRow(QGridLayout* grid, const graph::Value& value, const model::InputSource& source)
{
    const size_t row = m_rows.size();
    const int line = grid->rowCount();
    const QString name = QString::fromStdString(value.name);
    auto* label = new QLabel(fontMetrics().elidedText(name, Qt::ElideMiddle, kNameWidth), this);
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(name.toHtmlEscaped());
    auto* shape = new QLabel(shapeText(value), this);
    shape->setTextFormat(Qt::PlainText);
    Row r {new QComboBox(this), new QLineEdit(this), new QToolButton(this), new QSpinBox(this), new QToolButton(this)};
    r.kind->addItems({tr("what is opened"), tr("a file"), tr("seeded noise")}); // in the order of Kind
    r.kind->setCurrentIndex(static_cast<int>(source.kind));
    r.kind->setAccessibleName(tr("Source of %1").arg(name));
    r.file->setText(QString::fromStdString(source.file.string()));
    r.file->setPlaceholderText(tr("picture, .npy, .pb or .csv"));
    r.file->setAccessibleName(tr("File of %1").arg(name));
    r.browse->setText(tr("Choose…"));
    r.browse->setToolTip(tr("Choose the file of %1").arg(name));
    r.seed->setRange(0, std::numeric_limits<int>::max());
    r.seed->setValue(static_cast<int>(std::min<uint32_t>(source.seed, std::numeric_limits<int>::max())));
    r.seed->setPrefix(tr("seed "));
    r.seed->setAccessibleName(tr("Seed of %1").arg(name));
    r.rules->setText(tr("Preprocessing…"));
    r.rules->setToolTip(tr("How a picture becomes %1").arg(name));
    grid->addWidget(label, line, 0);
    grid->addWidget(shape, line, 1);
    grid->addWidget(r.kind, line, 2);
    grid->addWidget(r.file, line, 3);
    grid->addWidget(r.browse, line, 4);
    grid->addWidget(r.seed, line, 3, Qt::AlignLeft);
    grid->addWidget(r.rules, line, 5);
    m_rows.push_back(r);
    connect(r.kind, &QComboBox::activated, this, [this, row] { kindChosen(row); });
    connect(r.browse, &QToolButton::clicked, this, [this, row] { browse(row); });
    connect(r.rules, &QToolButton::clicked, this, [this, row] { editRules(row); });
    showRow(row);
}

void InputsDialog::kindChosen(size_t row)
{
    if (static_cast<Kind>(m_rows[row].kind->currentIndex()) == Kind::Shown)
        for (size_t i = 0; i < m_rows.size(); ++i)
            if (i != row && static_cast<Kind>(m_rows[i].kind->currentIndex()) == Kind::Shown) {
                m_rows[i].kind->setCurrentIndex(static_cast<int>(Kind::Noise));
                showRow(i);
            }
    showRow(row);
}

void InputsDialog::showRow(size_t row)
{
    const Row& r = m_rows[row];
    const auto kind = static_cast<Kind>(r.kind->currentIndex());
    r.file->setVisible(kind == Kind::File);
    r.browse->setVisible(kind == Kind::File);
    r.seed->setVisible(kind == Kind::Noise);
    r.rules->setVisible(kind != Kind::Noise && m_sources[row].rules);
}

void InputsDialog::browse(size_t row)
{
    const QString path = QFileDialog::getOpenFileName(this, tr("File of the input"), m_rows[row].file->text(),
        tr("Pictures and tensors (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;All files (*)"));
    if (!path.isEmpty()) m_rows[row].file->setText(path);
}

void InputsDialog::editRules(size_t row)
{
    PreprocessingDialog dialog(*m_sources[row].rules, this);
    if (dialog.exec() == QDialog::Accepted) m_sources[row].rules = dialog.rules();
}

std::vector<model::InputSource> InputsDialog::sources() const
{
    auto sources = m_sources;
    for (size_t i = 0; i < sources.size(); ++i) {
        const Row& r = m_rows[i];
        sources[i].kind = static_cast<Kind>(r.kind->currentIndex());
        sources[i].file = r.file->text().trimmed().toStdString();
        sources[i].seed = static_cast<uint32_t>(r.seed->value());
        // Without a file there is nothing but noise.
        if (sources[i].kind == Kind::File && sources[i].file.empty()) sources[i].kind = Kind::Noise;
    }
    return sources;
}

} // namespace bitladder::app
