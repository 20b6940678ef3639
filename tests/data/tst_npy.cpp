// NumPy files: every type there and back, both orders, and headers that lie.
#include "core/data/npy.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::data;
using tensor::ElementType;
using tensor::Tensor;

namespace
{

std::string npy(const std::string& header, const std::string& data, char major = 1)
{
    std::string out = "\x93NUMPY";
    out += major;
    out += '\0';
    std::string text = header;
    text += '\n';
    for (int i = 0; i < (major == 1 ? 2 : 4); ++i)
        out += static_cast<char>((text.size() >> (8 * i)) & 255);
    return out + text + data;
}

} // namespace

class TestNpy : public QObject
{
    Q_OBJECT

private slots:
    void roundTrips()
    {
        test::TempFolder folder;
        for (int i = 0; i <= static_cast<int>(ElementType::Float4E2M1); ++i) {
            const auto type = static_cast<ElementType>(i);
            for (const tensor::Shape& shape : {tensor::Shape {}, tensor::Shape {5}, tensor::Shape {2, 3},
                     tensor::Shape {0, 4}, tensor::Shape {1, 1, 2, 1}}) {
                auto t = Tensor::make(type, shape);
                VERIFY_OK(t);
                auto* bytes = static_cast<unsigned char*>(t->mutableData());
                for (size_t k = 0; k < t->byteSize(); ++k)
                    bytes[k] = type == ElementType::Bool ? k % 2 : static_cast<unsigned char>(k * 7 % 8);
                const auto text = npyBytes(*t);
                VERIFY_OK(text);
                // What NumPy has no type for is written as float32.
                const bool widened = type == ElementType::BFloat16 || tensor::isMiniFloat(type);
                const size_t grown = widened ? sizeof(float) / tensor::elementSize(type) : 1;
                QCOMPARE((text->size() - t->byteSize() * grown) % 64, size_t {0});
                const auto back = readNpy(folder.write("t.npy", *text));
                VERIFY_OK(back);
                auto expected = *t;
                if (widened) expected = *tensor::converted(*t, ElementType::Float32);
                QVERIFY(back->shape() == shape);
                for (int64_t k = 0; k < expected.count(); ++k)
                    QVERIFY(test::sameBits(expected.at(k), back->at(k)));
                if (tensor::storedBits(type) >= 8) QVERIFY(back->type() == expected.type());
            }
        }
    }

    void orders()
    {
        test::TempFolder folder;
        const std::string data("\1\2\3\4\5\6", 6);
        for (const char major : {1, 2, 3}) {
            const auto c = readNpy(
                folder.write("c.npy", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", data, major)));
            VERIFY_OK(c);
            QCOMPARE(c->at(1), 2.0);
            const auto fortran = readNpy(
                folder.write("f.npy", npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", data, major)));
            VERIFY_OK(fortran);
            std::vector<double> values;
            for (int64_t i = 0; i < 6; ++i)
                values.push_back(fortran->at(i));
            QCOMPARE(values, (std::vector<double> {1, 3, 5, 2, 4, 6}));
        }
    }

    void damaged_data()
    {
        QTest::addColumn<QByteArray>("content");
        const auto add
            = [](const char* name, const std::string& text) { QTest::newRow(name) << QByteArray::fromStdString(text); };
        add("empty", "");
        add("other", "this is no NumPy file at all");
        add("cut header", std::string("\x93NUMPY\1\0\xff\xff{'descr'", 18));
        add("version", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "0000", 9));
        add("big endian", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "0000"));
        add("text type", npy("{'descr': '<U4', 'fortran_order': False, 'shape': (1,), }", "0000"));
        add("structured", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "0000"));
        add("no shape", npy("{'descr': '<f4', 'fortran_order': False, }", "0000"));
        add("open shape", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, ", "0000"));
        add("negative", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "0000"));
        add("words", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (two,), }", "0000"));
        add("too short", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "0000"));
        add("too long", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "00000"));
        add("absurd",
            npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776, 1099511627776), }", "0000"));
        add("2^40", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }", "0000"));
    }
    void damaged()
    {
        QFETCH(QByteArray, content);
        test::TempFolder folder;
        VERIFY_FAILS(readNpy(folder.write("bad.npy", content.toStdString())), {"bad.npy"});
    }

    void missing()
    {
        test::TempFolder folder;
        VERIFY_FAILS(readNpy(folder / "none.npy"), {"none.npy"});
        VERIFY_FAILS(readNpy(folder.path()), {"not a file"});
    }
};

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
