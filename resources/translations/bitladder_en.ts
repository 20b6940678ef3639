<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AdaptersKernels</name>
    <message numerus="yes">
        <source>the layer alone, with an input of noise, on %n threads; medians</source>
        <translation>
            <numerusform>the layer alone, with an input of noise, on %n thread; medians</numerusform>
            <numerusform>the layer alone, with an input of noise, on %n threads; medians</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::Adapters</name>
    <message numerus="yes">
        <source>Of the network&apos;s output for the present picture. Calibrated with %n pictures.</source>
        <translation>
            <numerusform>Of the network&apos;s output for the present picture. Calibrated with %n picture.</numerusform>
            <numerusform>Of the network&apos;s output for the present picture. Calibrated with %n pictures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::Document</name>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::MainWindow</name>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
</context>
</TS>
