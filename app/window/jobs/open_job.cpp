#include "app/window/jobs/open_job.h"

#include <QCoreApplication>

namespace bitladder::app
{

Result<OpenedModel> openModel(const OpenRequest& request, std::optional<size_t> memory, const JobContext& context)
{
    ops::SimplifyOptions options;
    options.memory = memory;
    const Job job {context.stop(), [&context](double fraction, std::string_view what) {
                       context.report(QCoreApplication::translate("Progress", std::string(what).c_str()), fraction);
                   }};
    auto model = model::openModel(request.model, options, job);
    if (!model) return pass(model.error());
    OpenedModel opened {*std::move(model), {}, {}};
    opened.recipe = engine::fileRecipe(*opened.model->graph);
    opened.recipe.model = opened.model->path.stem().string();
    if (request.recipe) {
        auto read = exchange::readRecipe(*request.recipe);
        auto adopted = read ? exchange::adopt(*read, opened.recipe) : Result<quant::Recipe>(pass(read.error()));
        if (adopted)
            opened.recipe = *std::move(adopted);
        else
            opened.problem = QString::fromStdString(adopted.error().message);
    } else if (!engine::isQuantized(opened.recipe)) {
        quant::setAll(opened.recipe, quant::intFormat(8), quant::intFormat(8));
    }
    return opened;
}

} // namespace bitladder::app
