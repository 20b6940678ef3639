<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Adapters</name>
    <message numerus="yes">
        <source>Of the network&apos;s output for the present picture. Calibrated with %n pictures.</source>
        <translation>
            <numerusform>Of the network&apos;s output for the present picture. Calibrated with %n picture.</numerusform>
            <numerusform>Of the network&apos;s output for the present picture. Calibrated with %n pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln classes tied</source>
        <translation>
            <numerusform>%Ln class tied</numerusform>
            <numerusform>%Ln classes tied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdaptersAdvice</name>
    <message numerus="yes">
        <source>calibrate with %n pictures</source>
        <translation>
            <numerusform>calibrate with %n picture</numerusform>
            <numerusform>calibrate with %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures: the ranges of the activations are known to ±%1 % at worst.</source>
        <translation>
            <numerusform>%n picture: the ranges of the activations are known to ±%1 % at worst.</numerusform>
            <numerusform>%n pictures: the ranges of the activations are known to ±%1 % at worst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n other pictures at most %1 % of a layer&apos;s values lie beyond its range.</source>
        <translation>
            <numerusform>Of %n other picture at most %1 % of a layer&apos;s values lie beyond its range.</numerusform>
            <numerusform>Of %n other pictures at most %1 % of a layer&apos;s values lie beyond its range.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdaptersCost</name>
    <message numerus="yes">
        <source>%1 weights in %n layer(s)</source>
        <translation>
            <numerusform>%1 weights in %n layer</numerusform>
            <numerusform>%1 weights in %n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 µJ in %n run(s)</source>
        <translation>
            <numerusform>%1 µJ in %n run</numerusform>
            <numerusform>%1 µJ in %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdaptersKernels</name>
    <message numerus="yes">
        <source>10⁹ multiply-adds a second (GMAC/s) of the layer alone, with an input of noise, on %n threads; medians</source>
        <translation>
            <numerusform>10⁹ multiply-adds a second (GMAC/s) of the layer alone, with an input of noise, on %n thread; medians</numerusform>
            <numerusform>10⁹ multiply-adds a second (GMAC/s) of the layer alone, with an input of noise, on %n threads; medians</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdaptersMaps</name>
    <message numerus="yes">
        <source>%Ln numbers (%1); %2; largest difference %3</source>
        <translation>
            <numerusform>%Ln number (%1); %2; largest difference %3</numerusform>
            <numerusform>%Ln numbers (%1); %2; largest difference %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdaptersTune</name>
    <message numerus="yes">
        <source>✓ The model predicts what is measured: rank correlation %1 over %n recipes.</source>
        <translation>
            <numerusform>✓ The model predicts what is measured: rank correlation %1 over %n recipe.</numerusform>
            <numerusform>✓ The model predicts what is measured: rank correlation %1 over %n recipes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ Do not trust the predictions: rank correlation %1 over %n recipes; layers interact.</source>
        <translation>
            <numerusform>⚠ Do not trust the predictions: rank correlation %1 over %n recipe; layers interact.</numerusform>
            <numerusform>⚠ Do not trust the predictions: rank correlation %1 over %n recipes; layers interact.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 activations in %n layer(s)</source>
        <translation>
            <numerusform>%1 activations in %n layer</numerusform>
            <numerusform>%1 activations in %n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>weights up to %1 in %n layer(s)</source>
        <translation>
            <numerusform>weights up to %1 in %n layer</numerusform>
            <numerusform>weights up to %1 in %n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>✗ None of %n recipes keeps %1. The nearest keeps %2 of the answers with %3.</source>
        <translation>
            <numerusform>✗ %n recipe was tried, which does not keep %1. It keeps %2 of the answers with %3.</numerusform>
            <numerusform>✗ None of %n recipes keeps %1. The nearest keeps %2 of the answers with %3.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportTexts</name>
    <message numerus="yes">
        <source>%n scales %1</source>
        <translation>
            <numerusform>%n scale %1</numerusform>
            <numerusform>%n scales %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Grids</name>
    <message numerus="yes">
        <source>%n scales %1</source>
        <translation>
            <numerusform>%n scale %1</numerusform>
            <numerusform>%n scales %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeadlineTexts</name>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>with %n pictures</source>
        <translation>
            <numerusform>with %n picture</numerusform>
            <numerusform>with %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MethodTexts</name>
    <message numerus="yes">
        <source>%n layers changed</source>
        <translation>
            <numerusform>%n layer changed</numerusform>
            <numerusform>%n layers changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::BlamePage</name>
    <message numerus="yes">
        <source>All of the %n answers so far are the same.</source>
        <translation>
            <numerusform>The %n answer so far is the same.</numerusform>
            <numerusform>All of the %n answers so far are the same.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In float, %1 alone bring the answer back; none of them can be left out (%n runs).</source>
        <translation>
            <numerusform>In float, %1 alone bring the answer back; none of them can be left out (%n run).</numerusform>
            <numerusform>In float, %1 alone bring the answer back; none of them can be left out (%n runs).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n layers in float</source>
        <translation>
            <numerusform>Put %n layer in float</numerusform>
            <numerusform>Put %n layers in float</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 answers have changed. Choose a picture to see who is to blame.</source>
        <translation>
            <numerusform>%n of %1 answers has changed. Choose a picture to see who is to blame.</numerusform>
            <numerusform>%n of %1 answers have changed. Choose a picture to see who is to blame.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::Document</name>
    <message numerus="yes">
        <source>%1 up by %n bits</source>
        <translation>
            <numerusform>%1 up by %n bit</numerusform>
            <numerusform>%1 up by %n bits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 down by %n bits</source>
        <translation>
            <numerusform>%1 down by %n bit</numerusform>
            <numerusform>%1 down by %n bits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 → %n bits</source>
        <translation>
            <numerusform>%1 %2 → %n bit</numerusform>
            <numerusform>%1 %2 → %n bits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 → %n bits</source>
        <comment>from different widths</comment>
        <translation>
            <numerusform>%1 → %n bit</numerusform>
            <numerusform>%1 → %n bits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::ExportPage</name>
    <message numerus="yes">
        <source>⚠ %n layers cannot be written as they are.</source>
        <translation>
            <numerusform>⚠ %n layer cannot be written as it is.</numerusform>
            <numerusform>⚠ %n layers cannot be written as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::FileActions</name>
    <message numerus="yes">
        <source>%n layers cannot be written as %1.</source>
        <translation>
            <numerusform>%n layer cannot be written as %1.</numerusform>
            <numerusform>%n layers cannot be written as %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::FloatPanel</name>
    <message numerus="yes">
        <source>weights: a sample of %n</source>
        <translation>
            <numerusform>weights: a sample of %n</numerusform>
            <numerusform>weights: a sample of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::FormatEditor</name>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bits</source>
        <translation>
            <numerusform>%n bit</numerusform>
            <numerusform>%n bits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::MachineDialog</name>
    <message numerus="yes">
        <source>This processor runs %n threads and has %1.</source>
        <translation>
            <numerusform>This processor runs %n thread and has %1.</numerusform>
            <numerusform>This processor runs %n threads and has %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::MasterControl</name>
    <message numerus="yes">
        <source>%1 → %n bits</source>
        <translation>
            <numerusform>%1 → %n bit</numerusform>
            <numerusform>%1 → %n bits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::ModelDialog</name>
    <message numerus="yes">
        <source>%n nodes multiply but cannot be quantized here; they run in float:</source>
        <translation>
            <numerusform>%n node multiplies but cannot be quantized here; it runs in float:</numerusform>
            <numerusform>%n nodes multiply but cannot be quantized here; they run in float:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::Notices</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <comment>of messages</comment>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::PosterizePanel</name>
    <message numerus="yes">
        <source>%1 a value: PSNR %2, %3 different colours, %n grids.</source>
        <translation>
            <numerusform>%1 a value: PSNR %2, %3 different colours, %n grid.</numerusform>
            <numerusform>%1 a value: PSNR %2, %3 different colours, %n grids.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::PrintedPanel</name>
    <message numerus="yes">
        <source>a sample of %n weights</source>
        <translation>
            <numerusform>a sample of %n weight</numerusform>
            <numerusform>a sample of %n weights</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>x′ = %1
SQNR %2, %n different values</source>
        <translation>
            <numerusform>x′ = %1
SQNR %2, %n different value</numerusform>
            <numerusform>x′ = %1
SQNR %2, %n different values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::ResultsView</name>
    <message numerus="yes">
        <source>%n of the calibration pictures cannot be read and are left out: %1</source>
        <translation>
            <numerusform>%n of the calibration pictures cannot be read and is left out: %1</numerusform>
            <numerusform>%n of the calibration pictures cannot be read and are left out: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::RuleDialog</name>
    <message numerus="yes">
        <source>the %n that hurt most</source>
        <translation>
            <numerusform>the %n that hurts most</numerusform>
            <numerusform>the %n that hurt most</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n that hurt least</source>
        <translation>
            <numerusform>the %n that hurts least</numerusform>
            <numerusform>the %n that hurt least</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n that save most</source>
        <translation>
            <numerusform>the %n that saves most</numerusform>
            <numerusform>the %n that save most</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 layers match: %2</source>
        <translation>
            <numerusform>%n of %1 layers matches: %2</numerusform>
            <numerusform>%n of %1 layers match: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::WeightPathPlot</name>
    <message numerus="yes">
        <source>%1: %n jump(s)</source>
        <translation>
            <numerusform>%1: %n jump</numerusform>
            <numerusform>%1: %n jumps</numerusform>
        </translation>
    </message>
</context>
</TS>
