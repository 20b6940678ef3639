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
</context>
</TS>
