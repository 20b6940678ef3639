// What the tests of the command line share: the program, run as its users run it, and a small network with pictures.
#pragma once
#include "tests/support/onnx_protos.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace bitladder::test
{

struct Ran {
    int status = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline Ran run(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(BITLADDER_CLI), arguments);
    Ran ran;
    if (!process.waitForFinished(120000)) return ran;
    ran.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

// x [1, 3, 8, 8] → Conv → Relu → Flatten → Gemm → scores/out:0 [1, 5]
inline ::onnx::ModelProto classifier()
{
    auto model = modelProto();
    addInput(model, "x", {1, 3, 8, 8});
    addFloats(model, "w", {4, 3, 3, 3}, -0.03f);
    addFloats(model, "b", {4});
    addFloats(model, "fw", {144, 5}, -0.02f);
    addFloats(model, "fb", {5});
    addNode(model, "Conv", "conv1", {"x", "w", "b"}, {"c"});
    addNode(model, "Relu", "relu1", {"c"}, {"r"});
    addNode(model, "Flatten", "flat", {"r"}, {"f"});
    addNode(model, "Gemm", "fc", {"f", "fw", "fb"}, {"scores/out:0"});
    addOutput(model, "scores/out:0");
    return model;
}

inline QString writeModel(const TempFolder& folder, const ::onnx::ModelProto& model, const std::string& name = "m.onnx")
{
    return QString::fromStdString(folder.write(name, model.SerializeAsString()).string());
}

inline QString pictureFolder(const TempFolder& folder)
{
    for (int label = 0; label < 3; ++label)
        for (int i = 0; i < 4; ++i) {
            const auto file = folder / fmt::format("pictures/{}/{}.png", label, i);
            std::filesystem::create_directories(file.parent_path());
            cv::Mat mat(8, 8, CV_8UC3);
            for (int p = 0; p < 8 * 8 * 3; ++p)
                mat.data[p] = static_cast<uchar>((p * (label + 3) * 7 + i * 31) % 256);
            cv::imwrite(file.string(), mat);
        }
    return QString::fromStdString((folder / "pictures").string());
}

} // namespace bitladder::test

#define VERIFY_STATUS(ran, wanted)                                                                                     \
    QVERIFY2((ran).status == (wanted), qPrintable(QString("status %1: ").arg((ran).status) + (ran).err + (ran).out))
// It succeeded and printed one JSON document.
#define VERIFY_JSON(ran)                                                                                               \
    do {                                                                                                               \
        VERIFY_STATUS(ran, 0);                                                                                         \
        QVERIFY2(QJsonDocument::fromJson((ran).out).isObject(), (ran).out.constData());                                \
    } while (false)
#define VERIFY_FIELDS(object, ...)                                                                                     \
    for (const char* field : {__VA_ARGS__})                                                                            \
    QVERIFY2((object).contains(field), field)
