<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Adapters</name>
    <message>
        <source>%1 %2, %3 parameters</source>
        <translation>%1 %2，%3 个参数</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>, channel %1</source>
        <translation>，通道 %1</translation>
    </message>
    <message>
        <source>How do the %1 of %2 sit on the %3 grid?</source>
        <translation>%2 的%1如何落在 %3 网格上？</translation>
    </message>
    <message>
        <source>weight, in steps of its channel&apos;s scale</source>
        <translation>权重，以所在通道的缩放因子为单位</translation>
    </message>
    <message>
        <source>weight value</source>
        <translation>权重值</translation>
    </message>
    <message>
        <source>activation value</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>%1, SQNR %2</source>
        <translation>%1，SQNR %2</translation>
    </message>
    <message>
        <source>even sample of %1 of the %2 values</source>
        <translation>从 %2 个值中均匀抽取 %1 个</translation>
    </message>
    <message>
        <source>%1 values</source>
        <translation>%1 个值</translation>
    </message>
    <message>
        <source>∞ dB (exact)</source>
        <translation>∞ dB（无误差）</translation>
    </message>
    <message>
        <source>; every channel has a scale of its own: choose one channel to see its values and to drag its limits</source>
        <translation>；每个通道各有缩放因子：选择单个通道可查看其值并拖动其界限</translation>
    </message>
    <message>
        <source>; the range by hand holds for every channel</source>
        <translation>；手动范围对所有通道有效</translation>
    </message>
    <message>
        <source>; the layer is locked: its limits stay</source>
        <translation>；该层已锁定：界限不变</translation>
    </message>
    <message>
        <source>; %1 values are NaN or infinite and left out</source>
        <translation>；%1 个值为 NaN 或无穷大，已略去</translation>
    </message>
    <message>
        <source>Which channels of %1 need how much range?</source>
        <translation>%1 的各通道需要多大范围？</translation>
    </message>
    <message>
        <source>Where does it go wrong? SQNR at the output of each layer</source>
        <translation>误差出在哪里？各层输出的 SQNR</translation>
    </message>
    <message>
        <source>measured with the picture that is shown</source>
        <translation>以当前显示的图片测得</translation>
    </message>
    <message>
        <source>What does each bit of the weights of %1 buy?</source>
        <translation>%1 的权重每多一位换来什么？</translation>
    </message>
    <message>
        <source>the dial&apos;s formats</source>
        <translation>旋钮的格式</translation>
    </message>
    <message>
        <source>What did it buy? Time of each layer</source>
        <translation>换来了什么？各层用时</translation>
    </message>
    <message>
        <source>%1, %2, %3×</source>
        <translation>%1，%2，%3×</translation>
    </message>
    <message>
        <source>executed</source>
        <translation>实际执行</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>%1 multiply-adds for each byte of memory</source>
        <translation>每字节内存对应 %1 次乘加</translation>
    </message>
    <message>
        <source>total %1 → %2 (%3), medians of %4 runs in turn, %5, %6 threads; %7 of %8 layers executed; parameters %9 in float</source>
        <translation>总计 %1 → %2（%3），交替运行 %4 次的中位数，%5，%6 线程；%8 层中 %7 层实际执行；参数以浮点计 %9</translation>
    </message>
    <message>
        <source>, %1 theoretical, %2 resident</source>
        <translation>，理论 %1，驻留内存 %2</translation>
    </message>
    <message>
        <source>; other work on this machine disturbed the measurement: half of the runs differ by %1 and more</source>
        <translation>；本机的其他任务干扰了测量：半数运行相差 %1 以上</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Theoretical size of the parameters (bits × elements). Resident in memory with padding and scales: %1.</source>
        <translation>参数的理论大小（位宽 × 元素数）。含填充与缩放因子的驻留内存：%1。</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>%1, %2, %3/%4 executed</source>
        <translation>%1，%2，%3/%4 实际执行</translation>
    </message>
    <message>
        <source>, disturbed by other work</source>
        <translation>，受其他任务干扰</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>∞ dB</source>
        <translation>∞ dB</translation>
    </message>
    <message numerus="yes">
        <source>Of the network&apos;s output for the present picture. Calibrated with %n pictures.</source>
        <translation>
            <numerusform>当前图片的网络输出。用 %n 张图片校准。</numerusform>
        </translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>一致率</translation>
    </message>
    <message>
        <source>Equal top answers over %1 pictures; 95 % interval %2 to %3.</source>
        <translation>%1 张图片中首选答案相同的比例；95 % 置信区间 %2 至 %3。</translation>
    </message>
    <message>
        <source>centre of shorter side %1</source>
        <translation>短边缩放至 %1 后取中央</translation>
    </message>
    <message>
        <source>centre of %1</source>
        <translation>%1 的中央</translation>
    </message>
    <message>
        <source>RGB</source>
        <translation>RGB</translation>
    </message>
    <message>
        <source>BGR</source>
        <translation>BGR</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>0…1</source>
        <translation>0…1</translation>
    </message>
    <message>
        <source>0…255</source>
        <translation>0…255</translation>
    </message>
    <message>
        <source>−1…1</source>
        <translation>−1…1</translation>
    </message>
    <message>
        <source>mean %1</source>
        <translation>均值 %1</translation>
    </message>
    <message>
        <source>deviation %1</source>
        <translation>标准差 %1</translation>
    </message>
    <message>
        <source>channels last</source>
        <translation>通道在后</translation>
    </message>
    <message>
        <source>Of the weights themselves; the theory runs through 8 bits</source>
        <translation>针对权重本身；理论线经过 8 位处</translation>
    </message>
    <message>
        <source>; a sample of %1 weights</source>
        <translation>；取自 %1 个权重的样本</translation>
    </message>
    <message>
        <source>ImageNet normalization</source>
        <translation>ImageNet 归一化</translation>
    </message>
    <message>
        <source>clip limits from an even sample of %1 weights</source>
        <translation>截断界限来自均匀抽取的 %1 个权重</translation>
    </message>
    <message>
        <source>measured with seeded noise: the input is no picture</source>
        <translation>输入不是图片：以固定种子的噪声测得</translation>
    </message>
    <message>
        <source>measured with seeded noise: nothing is opened</source>
        <translation>没有打开图片：以固定种子的噪声测得</translation>
    </message>
    <message numerus="yes">
        <source>%Ln classes tied</source>
        <translation>
            <numerusform>%Ln 个类别并列</numerusform>
        </translation>
    </message>
    <message>
        <source>Medians of %1 runs of each network in turn, %2 threads; quantized between %3 and %4.</source>
        <translation>两个网络交替各运行 %1 次的中位数，%2 线程；量化在 %3 与 %4 之间。</translation>
    </message>
</context>
<context>
    <name>AdaptersKernels</name>
    <message>
        <source>How fast could “%1” be? Weights × activations, level by level</source>
        <translation>“%1”能有多快？权重 × 激活，按指令集逐级比较</translation>
    </message>
    <message>
        <source>%1, %2 a run</source>
        <translation>%1，每次运行 %2</translation>
    </message>
    <message numerus="yes">
        <source>10⁹ multiply-adds a second (GMAC/s) of the layer alone, with an input of noise, on %n threads; medians</source>
        <translation>
            <numerusform>仅此一层每秒 10⁹ 次乘加（GMAC/s），输入为噪声，%n 个线程；中位数</numerusform>
        </translation>
    </message>
    <message>
        <source>; %1 of %2 measured</source>
        <translation>；已测 %1／%2</translation>
    </message>
    <message>
        <source>As chosen, “%1” takes %2 with %3: %4. %5 multiply-adds for each byte of memory.</source>
        <translation>按所选格式，“%1”用 %3 需 %2：%4。每字节内存对应 %5 次乘加。</translation>
    </message>
</context>
<context>
    <name>AdaptersMaps</name>
    <message>
        <source>equal to float</source>
        <translation>与浮点相同</translation>
    </message>
    <message>
        <source>SQNR %1</source>
        <translation>SQNR %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln numbers (%1); %2; largest difference %3</source>
        <translation>
            <numerusform>%Ln 个数（%1）；%2；最大差值 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>A %1, B %2</source>
        <translation>A %1，B %2</translation>
    </message>
    <message>
        <source>; only the first ones are drawn</source>
        <translation>；只画出前面的</translation>
    </message>
    <message>
        <source>What does the layer see? The output of %1</source>
        <translation>这一层看到什么？%1 的输出</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What does the network answer? Output %1</source>
        <translation>网络的答案是什么？输出 %1</translation>
    </message>
    <message>
        <source>element</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>1 number (%1); %2; difference from float %3</source>
        <translation>1 个数（%1）；%2；与浮点之差 %3</translation>
    </message>
</context>
<context>
    <name>Baseline</name>
    <message>
        <source>measuring A</source>
        <translation>正在测量 A</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>symmetric</source>
        <translation>对称</translation>
    </message>
    <message>
        <source>asymmetric</source>
        <translation>非对称</translation>
    </message>
    <message>
        <source>per tensor</source>
        <translation>逐张量</translation>
    </message>
    <message>
        <source>per channel</source>
        <translation>逐通道</translation>
    </message>
    <message>
        <source>per group</source>
        <translation>逐组</translation>
    </message>
    <message>
        <source>by width</source>
        <translation>按位宽</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>∞ dB</source>
        <translation>∞ dB</translation>
    </message>
    <message>
        <source>A → B: size</source>
        <translation>A → B：大小</translation>
    </message>
    <message>
        <source>Theoretical size of the parameters (bits × elements); float: %1.</source>
        <translation>参数的理论大小（位宽 × 元素数）；浮点：%1。</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Medians of %1 runs of A and %2 runs of B, each in turn with float: %3.</source>
        <translation>A 运行 %1 次、B 运行 %2 次的中位数，各与浮点交替：%3。</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>Of the network&apos;s output for the present picture.</source>
        <translation>当前图片的网络输出。</translation>
    </message>
    <message>
        <source>top 1</source>
        <translation>首选正确率</translation>
    </message>
    <message>
        <source>Right answers of A and of B over %1 pictures; float: %2.</source>
        <translation>A 与 B 在 %1 张图片上的正确率；浮点：%2。</translation>
    </message>
    <message>
        <source>A = B</source>
        <translation>A = B</translation>
    </message>
    <message>
        <source>Equal top answers of A and B over %1 pictures; 95 % interval %2 to %3. With float agree: A %4, B %5.</source>
        <translation>A 与 B 在 %1 张图片上首选答案相同的比例；95 % 置信区间 %2 至 %3。与浮点一致：A %4，B %5。</translation>
    </message>
</context>
<context>
    <name>Diagnosis</name>
    <message>
        <source>simulated: rounded to the grid, computed in float</source>
        <translation>模拟：舍入到网格，以浮点计算</translation>
    </message>
    <message>
        <source>simulated: %1</source>
        <translation>模拟：%1</translation>
    </message>
    <message>
        <source>format conversions take %1 % of the time</source>
        <translation>格式转换占用时的 %1 %</translation>
    </message>
    <message>
        <source>so small that calling it takes most of the time</source>
        <translation>规模太小，大部分时间花在调用上</translation>
    </message>
    <message>
        <source>threads wait for %1 % of the time: too little work to share</source>
        <translation>线程有 %1 % 的时间在等待：可分摊的工作太少</translation>
    </message>
    <message>
        <source>float by Winograd&apos;s algorithm: %1 times fewer products</source>
        <translation>以 Winograd 算法做浮点计算：乘积少 %1 倍</translation>
    </message>
    <message>
        <source>float as in the file</source>
        <translation>与文件相同的浮点</translation>
    </message>
    <message>
        <source>depthwise: only %1 products for each output, so loading and storing set the pace</source>
        <translation>逐深度卷积：每个输出仅 %1 个乘积，速度由读写决定</translation>
    </message>
    <message>
        <source>memory-bound: each weight is used once, so its width is what counts</source>
        <translation>受内存带宽限制：每个权重只用一次，位宽起决定作用</translation>
    </message>
    <message>
        <source>memory-bound: each weight is used %1 times, so its width is what counts</source>
        <translation>受内存带宽限制：每个权重只用 %1 次，位宽起决定作用</translation>
    </message>
    <message>
        <source>only %1 products for each output: finishing it takes as long as computing it</source>
        <translation>每个输出仅 %1 个乘积：收尾与计算用时相当</translation>
    </message>
    <message>
        <source>only %1 channels: a tile has room for more</source>
        <translation>仅 %1 个通道：一个分块还能容纳更多</translation>
    </message>
    <message>
        <source>compute-bound: the kernel does what it can</source>
        <translation>受计算能力限制：内核已尽其所能</translation>
    </message>
</context>
<context>
    <name>EqualizerTexts</name>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>left: weights</source>
        <translation>左：权重</translation>
    </message>
    <message>
        <source>right, paler: activations</source>
        <translation>右，较淡：激活</translation>
    </message>
    <message>
        <source>SQNR %1</source>
        <translation>SQNR %1</translation>
    </message>
    <message>
        <source>time: outline float32, filled quantized</source>
        <translation>用时：轮廓为 float32，填充为量化</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>Layer table</source>
        <translation>层表</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>%1 weights, where QDQ takes integers of up to 8 bits</source>
        <translation>权重为 %1，而 QDQ 只接受不超过 8 位的整数</translation>
    </message>
    <message>
        <source>scales for groups of weights have no place in QDQ</source>
        <translation>QDQ 无法为权重组保存缩放因子</translation>
    </message>
    <message>
        <source>scales for each matrix of several have no place in ONNX</source>
        <translation>ONNX 无法为多个矩阵分别保存缩放因子</translation>
    </message>
    <message>
        <source>scales per channel of a grouped transposed convolution have no place in ONNX</source>
        <translation>ONNX 无法为分组转置卷积保存逐通道缩放因子</translation>
    </message>
    <message>
        <source>%1 activations, where QDQ takes int8</source>
        <translation>激活为 %1，而 QDQ 只接受 int8</translation>
    </message>
    <message>
        <source>%1 in float64 cannot be written as QDQ</source>
        <translation>float64 的 %1 无法写成 QDQ</translation>
    </message>
    <message>
        <source>Quantized ONNX model (QDQ)</source>
        <translation>量化的 ONNX 模型 (QDQ)</translation>
    </message>
    <message>
        <source>ONNX models</source>
        <translation>ONNX 模型</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>配方</translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>exporting %1</source>
        <translation>正在导出 %1</translation>
    </message>
</context>
<context>
    <name>Family</name>
    <message>
        <source>binary</source>
        <translation>二值</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>int</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>ternary</source>
        <translation>三值</translation>
    </message>
    <message>
        <source>power of two</source>
        <translation>2 的幂</translation>
    </message>
</context>
<context>
    <name>FileActions</name>
    <message>
        <source>&amp;Layer table (CSV)…</source>
        <translation>层表 (CSV)(&amp;L)…</translation>
    </message>
    <message>
        <source>Export layer table</source>
        <translation>导出层表</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>&amp;Quantized model (QDQ ONNX)…</source>
        <translation>量化模型 (QDQ ONNX)(&amp;Q)…</translation>
    </message>
    <message>
        <source>Export quantized model</source>
        <translation>导出量化模型</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx)</source>
        <translation>ONNX 模型 (*.onnx)</translation>
    </message>
</context>
<context>
    <name>FolderEvaluation</name>
    <message>
        <source>evaluating %1 pictures</source>
        <translation>正在评估 %1 张图片</translation>
    </message>
    <message>
        <source>evaluating %1 pictures with A</source>
        <translation>正在用 A 评估 %1 张图片</translation>
    </message>
</context>
<context>
    <name>GraphTexts</name>
    <message>
        <source>%1 %2 · W %3 · A %4</source>
        <translation>%1 %2 · W %3 · A %4</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>KernelsJob</name>
    <message>
        <source>measuring kernels</source>
        <translation>正在测量内核</translation>
    </message>
</context>
<context>
    <name>LayerModel</name>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Name of the layer; sorting goes by the order of execution</source>
        <translation>层名；排序按执行顺序</translation>
    </message>
    <message>
        <source>op</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>weights shape</source>
        <translation>权重形状</translation>
    </message>
    <message>
        <source>Shape of the weights</source>
        <translation>权重的形状</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Number of weights and biases</source>
        <translation>权重与偏置的数目</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>Format of the weights; double click changes it for all selected layers</source>
        <translation>权重格式；双击可为所有选中的层更改</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Format of the activations; double click changes it for all selected layers</source>
        <translation>激活格式；双击可为所有选中的层更改</translation>
    </message>
    <message>
        <source>SQNR dB</source>
        <translation>SQNR dB</translation>
    </message>
    <message>
        <source>Signal to quantization noise at the layer&apos;s output when it alone is quantized</source>
        <translation>仅量化此层时其输出的信号与量化噪声之比</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Theoretical size of the parameters</source>
        <translation>参数的理论大小</translation>
    </message>
    <message>
        <source>time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Measured time, median</source>
        <translation>实测用时，中位数</translation>
    </message>
    <message>
        <source>×</source>
        <translation>×</translation>
    </message>
    <message>
        <source>Speed-up against float32, measured in turn</source>
        <translation>相对 float32 的加速比，交替测量</translation>
    </message>
    <message>
        <source>kept W</source>
        <translation>A 的 W</translation>
    </message>
    <message>
        <source>Format of the weights in A, the kept recipe</source>
        <translation>A（保留的配方）中的权重格式</translation>
    </message>
    <message>
        <source>kept A</source>
        <translation>A 的 A</translation>
    </message>
    <message>
        <source>Format of the activations in A, the kept recipe</source>
        <translation>A（保留的配方）中的激活格式</translation>
    </message>
    <message>
        <source>kept dB</source>
        <translation>A 的 dB</translation>
    </message>
    <message>
        <source>Signal to quantization noise in A, the kept recipe</source>
        <translation>A（保留的配方）中的信号与量化噪声之比</translation>
    </message>
    <message>
        <source>kept time</source>
        <translation>A 的用时</translation>
    </message>
    <message>
        <source>Measured time in A, the kept recipe, median</source>
        <translation>A（保留的配方）中的实测用时，中位数</translation>
    </message>
</context>
<context>
    <name>ListJob</name>
    <message>
        <source>%1: there is no such file or folder</source>
        <translation>%1：没有这个文件或文件夹</translation>
    </message>
</context>
<context>
    <name>Method</name>
    <message>
        <source>bias correction</source>
        <translation>偏置校正</translation>
    </message>
    <message>
        <source>cross-layer equalization</source>
        <translation>跨层均衡</translation>
    </message>
    <message>
        <source>GPTQ</source>
        <translation>GPTQ</translation>
    </message>
    <message>
        <source>sequential range search</source>
        <translation>逐层范围搜索</translation>
    </message>
    <message>
        <source>AdaRound</source>
        <translation>AdaRound</translation>
    </message>
    <message>
        <source>batch norms re-estimated</source>
        <translation>批归一化重新估计</translation>
    </message>
    <message>
        <source>Hadamard rotation</source>
        <translation>哈达玛旋转</translation>
    </message>
    <message>
        <source>half-quadratic scales</source>
        <translation>半二次尺度</translation>
    </message>
    <message>
        <source>low rank</source>
        <translation>低秩分解</translation>
    </message>
    <message>
        <source>progressive quantization</source>
        <translation>渐进量化</translation>
    </message>
    <message>
        <source>pruning</source>
        <translation>剪枝</translation>
    </message>
    <message>
        <source>shift of negative activations</source>
        <translation>负激活平移</translation>
    </message>
    <message>
        <source>activation equalization</source>
        <translation>激活均衡</translation>
    </message>
</context>
<context>
    <name>Metric</name>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>of it by rounding</source>
        <translation>其中由舍入造成</translation>
    </message>
    <message>
        <source>of it by clipping</source>
        <translation>其中由截断造成</translation>
    </message>
    <message>
        <source>root mean square in steps</source>
        <translation>均方根（以步长为单位）</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦相似度</translation>
    </message>
    <message>
        <source>mean error</source>
        <translation>平均误差</translation>
    </message>
    <message>
        <source>largest error</source>
        <translation>最大误差</translation>
    </message>
    <message>
        <source>divergence of the answer</source>
        <translation>答案的散度</translation>
    </message>
    <message>
        <source>rank of the float answer</source>
        <translation>浮点答案的名次</translation>
    </message>
    <message>
        <source>PSNR</source>
        <translation>PSNR</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
</context>
<context>
    <name>NetworkJob</name>
    <message>
        <source>preparing the float network</source>
        <translation>正在准备浮点网络</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>正在校准</translation>
    </message>
    <message>
        <source>error of each layer alone</source>
        <translation>正在计算各层单独的误差</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>正在测量</translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message>
        <source>rounded to bfloat16, computed in float32: no depthwise kernel for it</source>
        <translation>舍入到 bfloat16，以 float32 计算：没有对应的逐深度卷积内核</translation>
    </message>
    <message>
        <source>rounded to bfloat16, computed in float32: this level has no bfloat16 products</source>
        <translation>舍入到 bfloat16，以 float32 计算：此级别没有 bfloat16 乘法</translation>
    </message>
    <message>
        <source>mixed floats are computed in float64</source>
        <translation>混合的浮点格式以 float64 计算</translation>
    </message>
    <message>
        <source>rounded to the grid, computed in float64</source>
        <translation>舍入到网格，以 float64 计算</translation>
    </message>
    <message>
        <source>rounded to the grid, computed in float32</source>
        <translation>舍入到网格，以 float32 计算</translation>
    </message>
    <message>
        <source>binary is executed as ternary without zeros</source>
        <translation>二值作为不含零的三值执行</translation>
    </message>
    <message>
        <source>widened to %1-bit integers</source>
        <translation>加宽为 %1 位整数</translation>
    </message>
    <message>
        <source>weights kept in 1 bit, multiplied as 8-bit integers</source>
        <translation>权重以 1 位保存，作为 8 位整数相乘</translation>
    </message>
    <message>
        <source>weights kept in %1 bits, multiplied as 8-bit integers</source>
        <translation>权重以 %1 位保存，作为 8 位整数相乘</translation>
    </message>
    <message>
        <source>asymmetric 64-bit weights need 65 bits: rounded to the grid, computed in float64</source>
        <translation>非对称 64 位权重需要 65 位：舍入到网格，以 float64 计算</translation>
    </message>
    <message>
        <source>widened to %1-bit integers, the sums to 192 bits</source>
        <translation>加宽为 %1 位整数，累加和为 192 位</translation>
    </message>
    <message>
        <source>sums of 192 bits, slow</source>
        <translation>累加和为 192 位，较慢</translation>
    </message>
    <message>
        <source>rounded to the grid; %1 is computed in float</source>
        <translation>舍入到网格；%1 以浮点计算</translation>
    </message>
</context>
<context>
    <name>OutputBoxes</name>
    <message>
        <source>class %1</source>
        <translation>类别 %1</translation>
    </message>
    <message>
        <source>boxes %1 → %2, %3 alike</source>
        <translation>检测框 %1 → %2，相同 %3</translation>
    </message>
    <message>
        <source>, overlapping by %1</source>
        <translation>，重叠率 %1</translation>
    </message>
    <message>
        <source>B: %1; A: boxes %2 → %3, %4 alike</source>
        <translation>B：%1；A：检测框 %2 → %3，相同 %4</translation>
    </message>
    <message>
        <source>only float</source>
        <translation>仅浮点有</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>difference: %1</source>
        <translation>差异：%1</translation>
    </message>
    <message>
        <source>alike: float solid, quantized dotted</source>
        <translation>相同：浮点为实线，量化为点线</translation>
    </message>
    <message>
        <source>only quantized</source>
        <translation>仅量化有</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>where B differs: %1 of the pixels; A: %2</source>
        <translation>B 不同之处：%1 的像素；A：%2</translation>
    </message>
    <message>
        <source>where they differ: %1 of the pixels</source>
        <translation>不同之处：%1 的像素</translation>
    </message>
    <message>
        <source>0, background</source>
        <translation>0，背景</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>difference: no box scores %1 or more; the best: %2 → %3</source>
        <translation>差异：没有得分达到 %1 的检测框；最高：%2 → %3</translation>
    </message>
</context>
<context>
    <name>PageTable</name>
    <message>
        <source>Distribution</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>内核</translation>
    </message>
</context>
<context>
    <name>PictureFile</name>
    <message>
        <source>%1: pictures can be saved as .png, .svg or .pdf.</source>
        <translation>%1：图片可保存为 .png、.svg 或 .pdf。</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>PlainNode</name>
    <message>
        <source>the size of what it reads is known only while the network runs</source>
        <translation>其输入的大小要到网络运行时才知道</translation>
    </message>
    <message>
        <source>its bias is computed while the network runs</source>
        <translation>其偏置在网络运行时才计算</translation>
    </message>
    <message>
        <source>its weights are computed while the network runs</source>
        <translation>其权重在网络运行时才计算</translation>
    </message>
    <message>
        <source>its form is none that can be quantized</source>
        <translation>其形式无法量化</translation>
    </message>
    <message>
        <source>it stands inside of %1, which is computed in float</source>
        <translation>它位于 %1 之内，后者以浮点计算</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>inferring shapes</source>
        <translation>推断形状</translation>
    </message>
    <message>
        <source>reading weights</source>
        <translation>读取权重</translation>
    </message>
</context>
<context>
    <name>Range</name>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>from the file</source>
        <translation>来自文件</translation>
    </message>
    <message>
        <source>least squares</source>
        <translation>最小二乘</translation>
    </message>
    <message>
        <source>min–max</source>
        <translation>最小–最大</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>百分位数</translation>
    </message>
</context>
<context>
    <name>Rounding</name>
    <message>
        <source>half to even</source>
        <translation>四舍六入五成双</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Save &amp;picture…</source>
        <translation>保存图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG (*.png);;SVG (*.svg);;PDF (*.pdf)</source>
        <translation>PNG (*.png);;SVG (*.svg);;PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Save &amp;data…</source>
        <translation>保存数据(&amp;D)…</translation>
    </message>
    <message>
        <source>Save data</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>Comma separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
</context>
<context>
    <name>ThemeTexts</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>integer</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>ternary</source>
        <translation>三值</translation>
    </message>
    <message>
        <source>binary</source>
        <translation>二值</translation>
    </message>
    <message>
        <source>power of two</source>
        <translation>2 的幂</translation>
    </message>
    <message>
        <source>code book</source>
        <translation>码本</translation>
    </message>
    <message>
        <source>block</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 ns</source>
        <translation>%1 ns</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 个百分点</translation>
    </message>
    <message>
        <source>1 bit</source>
        <translation>1 位</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 位</translation>
    </message>
</context>
<context>
    <name>bitladder::app::CompareMenu</name>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Keep as A</source>
        <translation>保留为 A(&amp;K)</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>&amp;Swap A and B</source>
        <translation>交换 A 与 B(&amp;S)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation>Ctrl+Shift+K</translation>
    </message>
    <message>
        <source>&amp;Adopt A</source>
        <translation>采用 A(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Drop A</source>
        <translation>丢弃 A(&amp;D)</translation>
    </message>
    <message>
        <source>Keeps the present recipe as A; editing goes on as B</source>
        <translation>将当前配方保留为 A；之后的编辑作为 B</translation>
    </message>
    <message>
        <source>B becomes what A is</source>
        <translation>B 变为与 A 相同</translation>
    </message>
</context>
<context>
    <name>bitladder::app::DistributionPage</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Which tensor</source>
        <translation>哪个张量</translation>
    </message>
    <message>
        <source>all channels together</source>
        <translation>所有通道合并</translation>
    </message>
    <message>
        <source>one channel</source>
        <translation>单个通道</translation>
    </message>
    <message>
        <source>channels as ranges</source>
        <translation>各通道的范围</translation>
    </message>
    <message>
        <source>Which channels</source>
        <translation>哪些通道</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>Select a layer to see how its numbers sit on the grid.</source>
        <translation>选择一层，查看其数值如何落在网格上。</translation>
    </message>
    <message>
        <source>Select a layer to see the ranges of its channels.</source>
        <translation>选择一层，查看其各通道的范围。</translation>
    </message>
    <message>
        <source>range of %1 by hand</source>
        <translation>手动设定 %1 的范围</translation>
    </message>
</context>
<context>
    <name>bitladder::app::Document</name>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>conv1 weights</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>%1 weights and activations</source>
        <translation>%1 权重与激活</translation>
    </message>
    <message>
        <source>%1 %2 → %3 bits</source>
        <translation>%1 %2 → %3 位</translation>
    </message>
    <message>
        <source>%1 → %2 bits</source>
        <comment>from different widths</comment>
        <translation>%1 → %2 位</translation>
    </message>
    <message numerus="yes">
        <source>%1 up by %n bits</source>
        <translation>
            <numerusform>%1 增加 %n 位</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 down by %n bits</source>
        <translation>
            <numerusform>%1 减少 %n 位</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: widths</source>
        <translation>%1：位宽</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>lock %1</source>
        <translation>锁定 %1</translation>
    </message>
    <message>
        <source>unlock %1</source>
        <translation>解锁 %1</translation>
    </message>
    <message>
        <source>preset %1, ends at 8 bits</source>
        <translation>预设 %1，首尾层 8 位</translation>
    </message>
    <message>
        <source>preset %1</source>
        <translation>预设 %1</translation>
    </message>
    <message>
        <source>keep as A</source>
        <translation>保留为 A</translation>
    </message>
    <message>
        <source>swap A and B</source>
        <translation>交换 A 与 B</translation>
    </message>
    <message>
        <source>adopt A</source>
        <translation>采用 A</translation>
    </message>
    <message>
        <source>drop A</source>
        <translation>丢弃 A</translation>
    </message>
</context>
<context>
    <name>bitladder::app::EqualizerPanel</name>
    <message>
        <source>Drop an ONNX model here, or open a sample: every layer gets a fader from 64 bits down to 1.</source>
        <translation>将 ONNX 模型拖到这里，或打开一个示例：每一层都有一个从 64 位到 1 位的推子。</translation>
    </message>
    <message>
        <source>reset %1</source>
        <translation>重置 %1</translation>
    </message>
</context>
<context>
    <name>bitladder::app::ErrorPage</name>
    <message>
        <source>Open a model to see where its error comes from.</source>
        <translation>打开模型，查看误差从何而来。</translation>
    </message>
    <message>
        <source>Select a layer to see what each bit buys.</source>
        <translation>选择一层，查看每一位换来什么。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::FeaturesPage</name>
    <message>
        <source>all channels</source>
        <translation>所有通道</translation>
    </message>
    <message>
        <source>one channel</source>
        <translation>单个通道</translation>
    </message>
    <message>
        <source>Which channels</source>
        <translation>哪些通道</translation>
    </message>
    <message>
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Select a layer to see what it hands on, in float and quantized.</source>
        <translation>选择一层，查看它在浮点与量化后的输出。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::FileActions</name>
    <message>
        <source>%1 is written.</source>
        <translation>已写入 %1。</translation>
    </message>
    <message>
        <source>Open a model first; then pictures have somewhere to go.</source>
        <translation>请先打开模型，图片才有去处。</translation>
    </message>
    <message>
        <source>Open model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx);;All files (*)</source>
        <translation>ONNX 模型 (*.onnx);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures and tensors (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;All files (*)</source>
        <translation>图片与张量 (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <source>Load recipe, or two to compare</source>
        <translation>载入一个配方，或两个以比较</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>load recipe %1</source>
        <translation>载入配方 %1</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Recipe (JSON)…</source>
        <translation>配方 (JSON)(&amp;R)…</translation>
    </message>
    <message>
        <source>Recent &amp;models</source>
        <translation>最近的模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Recent recipes</source>
        <translation>最近的配方(&amp;R)</translation>
    </message>
    <message>
        <source>%1 is no longer there.</source>
        <translation>%1 已不存在。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::FormatEditor</name>
    <message>
        <source>%1: %2</source>
        <comment>conv1 weights: symmetric</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 bits</source>
        <translation>%1 位</translation>
    </message>
    <message>
        <source>range method</source>
        <translation>范围方法</translation>
    </message>
    <message numerus="yes">
        <source>%n layers</source>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, locked</source>
        <translation>%1，已锁定</translation>
    </message>
</context>
<context>
    <name>bitladder::app::GraphPage</name>
    <message>
        <source>Open a model to see how it is wired.</source>
        <translation>打开模型，查看其连接结构。</translation>
    </message>
    <message>
        <source>Colour: width</source>
        <translation>颜色：位宽</translation>
    </message>
    <message>
        <source>Colour: error</source>
        <translation>颜色：误差</translation>
    </message>
    <message>
        <source>Colour: time</source>
        <translation>颜色：用时</translation>
    </message>
    <message>
        <source>What the colour means</source>
        <translation>颜色的含义</translation>
    </message>
    <message>
        <source>Find a node</source>
        <translation>查找节点</translation>
    </message>
    <message>
        <source>How is it wired?</source>
        <translation>网络如何连接？</translation>
    </message>
    <message>
        <source>lines: format that flows into a layer</source>
        <translation>连线：流入该层的格式</translation>
    </message>
</context>
<context>
    <name>bitladder::app::HelpMenu</name>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;What can this machine do?</source>
        <translation>这台机器能做什么？(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;About Bitladder</source>
        <translation>关于 Bitladder(&amp;A)</translation>
    </message>
    <message>
        <source>Qt %1</source>
        <translation>Qt %1</translation>
    </message>
    <message>
        <source>QCustomPlot %1</source>
        <translation>QCustomPlot %1</translation>
    </message>
    <message>
        <source>About Bitladder</source>
        <translation>关于 Bitladder</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Bitladder %1&lt;/h3&gt;&lt;p&gt;What happens to a neural network when its numbers shrink from 64 bits to 1.&lt;/p&gt;&lt;p&gt;GNU General Public License, version 3 or later.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Built with&lt;/b&gt; %2.&lt;/p&gt;&lt;p&gt;&lt;b&gt;This processor&lt;/b&gt; has %3; level %4.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Bitladder %1&lt;/h3&gt;&lt;p&gt;当神经网络的数值从 64 位缩减到 1 位，会发生什么。&lt;/p&gt;&lt;p&gt;GNU 通用公共许可证第 3 版或更新版本。&lt;/p&gt;&lt;p&gt;&lt;b&gt;构建所用：&lt;/b&gt;%2。&lt;/p&gt;&lt;p&gt;&lt;b&gt;此处理器&lt;/b&gt;具有 %3；级别 %4。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>bitladder::app::InputsDialog</name>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>what is opened here</source>
        <translation>此处打开的内容</translation>
    </message>
    <message>
        <source>seeded noise</source>
        <translation>固定种子的噪声</translation>
    </message>
    <message>
        <source>%1: %2 ← %3</source>
        <translation>%1：%2 ← %3</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Files may be pictures, .npy, .pb or .csv. At most one input is what is opened in the window: a picture, a drawing, or the files of a folder in turn.</source>
        <translation>文件可以是图片、.npy、.pb 或 .csv。至多一个输入取自窗口中打开的内容：一张图片、一幅手绘，或文件夹中依次的文件。</translation>
    </message>
    <message>
        <source>what is opened</source>
        <translation>已打开的内容</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Source of %1</source>
        <translation>%1 的来源</translation>
    </message>
    <message>
        <source>picture, .npy, .pb or .csv</source>
        <translation>图片、.npy、.pb 或 .csv</translation>
    </message>
    <message>
        <source>File of %1</source>
        <translation>%1 的文件</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the file of %1</source>
        <translation>选择 %1 的文件</translation>
    </message>
    <message>
        <source>seed </source>
        <translation>种子 </translation>
    </message>
    <message>
        <source>Seed of %1</source>
        <translation>%1 的种子</translation>
    </message>
    <message>
        <source>Preprocessing…</source>
        <translation>预处理…</translation>
    </message>
    <message>
        <source>How a picture becomes %1</source>
        <translation>图片如何变为 %1</translation>
    </message>
    <message>
        <source>File of the input</source>
        <translation>输入的文件</translation>
    </message>
    <message>
        <source>Pictures and tensors (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;All files (*)</source>
        <translation>图片与张量 (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::KernelsPage</name>
    <message>
        <source>Select a layer to measure it at every format and level.</source>
        <translation>选择一层，在每种格式与指令集级别下测量。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::LayerModel</name>
    <message>
        <source>%1: %2, %3%4</source>
        <translation>%1：%2，%3%4</translation>
    </message>
    <message>
        <source>executed</source>
        <translation>实际执行</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
</context>
<context>
    <name>bitladder::app::LayerPanel</name>
    <message>
        <source>Filter layers (Ctrl+F), Enter selects</source>
        <translation>筛选层（Ctrl+F），回车选中</translation>
    </message>
</context>
<context>
    <name>bitladder::app::LayerTable</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>bitladder::app::LearnMenu</name>
    <message>
        <source>&amp;Learn</source>
        <translation>学习(&amp;L)</translation>
    </message>
    <message>
        <source>Open a lesson &amp;file…</source>
        <translation>打开课程文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Open a lesson</source>
        <translation>打开课程</translation>
    </message>
    <message>
        <source>Lessons (*.json)</source>
        <translation>课程 (*.json)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::LessonDock</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>lesson: %1</source>
        <translation>课程：%1</translation>
    </message>
    <message>
        <source>Choose a lesson from the Learn menu.</source>
        <translation>从“学习”菜单中选择一课。</translation>
    </message>
    <message>
        <source>Lesson: %1</source>
        <translation>课程：%1</translation>
    </message>
    <message>
        <source>The text speaks of the sample %1; its steps work here too.</source>
        <translation>课文讲的是示例 %1；其步骤在这里同样适用。</translation>
    </message>
    <message>
        <source>The lesson uses the sample %1.</source>
        <translation>本课使用示例 %1。</translation>
    </message>
    <message>
        <source>&amp;Open it</source>
        <translation>打开它(&amp;O)</translation>
    </message>
    <message>
        <source>%1 is kept as it was.</source>
        <translation>%1 已原样保留。</translation>
    </message>
    <message>
        <source>&amp;Go back to it</source>
        <translation>回到它(&amp;G)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MachineDialog</name>
    <message>
        <source>What can this machine do?</source>
        <translation>这台机器能做什么？</translation>
    </message>
    <message>
        <source>This processor runs %1 threads and has %2.</source>
        <translation>此处理器运行 %1 个线程，具有 %2。</translation>
    </message>
    <message>
        <source>no features that we use</source>
        <translation>没有我们用到的特性</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>此处没有</translation>
    </message>
    <message>
        <source>%1, simulated</source>
        <translation>%1，模拟</translation>
    </message>
    <message>
        <source>executed at its own width</source>
        <translation>以自身位宽实际执行</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>This processor does not have what the level needs</source>
        <translation>此处理器不具备该级别所需的特性</translation>
    </message>
    <message>
        <source>The kernel that a matrix product of %1 products per output takes. Executed: integers are multiplied and added as integers. Simulated: values are rounded to the grid, the arithmetic is in float. Tool tips say why.</source>
        <translation>每个输出含 %1 个乘积的矩阵乘法所用的内核。实际执行：整数以整数相乘相加。模拟：数值舍入到网格，运算用浮点。工具提示说明原因。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MainWindow</name>
    <message>
        <source>Equalizer</source>
        <translation>均衡器</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Picture and answer</source>
        <translation>图片与答案</translation>
    </message>
    <message>
        <source>%1, node %2: %3</source>
        <translation>%1，节点 %2：%3</translation>
    </message>
    <message>
        <source>Bitladder</source>
        <translation>Bitladder</translation>
    </message>
    <message>
        <source>%1[*] – Bitladder</source>
        <translation>%1[*] – Bitladder</translation>
    </message>
    <message>
        <source>Allow more…</source>
        <translation>允许更多…</translation>
    </message>
</context>
<context>
    <name>bitladder::app::OutputPage</name>
    <message>
        <source>Which output</source>
        <translation>哪个输出</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>显示为</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>as classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>as picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>as label map</source>
        <translation>标签图</translation>
    </message>
    <message>
        <source>as maps</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>as list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>as boxes</source>
        <translation>检测框</translation>
    </message>
</context>
<context>
    <name>bitladder::app::OutputView</name>
    <message>
        <source>The network&apos;s answer stands here once it has run.</source>
        <translation>网络运行后，其答案显示在这里。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::Page</name>
    <message>
        <source>This is being computed…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Not computed; Space computes it.</source>
        <translation>尚未计算；按空格键计算。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PicturePanel</name>
    <message>
        <source>Changed answers first</source>
        <translation>答案改变的在前</translation>
    </message>
    <message>
        <source>The network&apos;s answer stands here once a picture is there.</source>
        <translation>有图片后，网络的答案显示在这里。</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>How the picture becomes the network&apos;s input</source>
        <translation>图片如何变为网络的输入</translation>
    </message>
    <message>
        <source>Paste picture</source>
        <translation>粘贴图片</translation>
    </message>
    <message>
        <source>Pictures of the folder</source>
        <translation>文件夹中的图片</translation>
    </message>
    <message>
        <source>Dra&amp;w</source>
        <translation>手绘(&amp;W)</translation>
    </message>
    <message>
        <source>Cle&amp;ar</source>
        <translation>清除(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>反色(&amp;I)</translation>
    </message>
    <message>
        <source>Draw the network&apos;s input with the mouse; the answers follow</source>
        <translation>用鼠标绘制网络的输入，答案随之更新</translation>
    </message>
    <message>
        <source>White on black or black on white, as the network has learned it</source>
        <translation>黑底白字或白底黑字，与网络训练时一致</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source> · labelled %1</source>
        <translation> · 标签 %1</translation>
    </message>
    <message>
        <source> · not used: the input is no picture, seeded noise stands in</source>
        <translation> · 未使用：输入不是图片，以固定种子的噪声代替</translation>
    </message>
    <message>
        <source>nothing is opened: the answers below are to seeded noise</source>
        <translation>未打开任何文件：以下是对固定种子噪声的答案</translation>
    </message>
    <message>
        <source>Changed answers first (%1)</source>
        <translation>答案改变的在前（%1）</translation>
    </message>
    <message>
        <source>%1 · &lt;a href=&quot;edit&quot;&gt;change…&lt;/a&gt;</source>
        <translation>%1 · &lt;a href=&quot;edit&quot;&gt;更改…&lt;/a&gt;</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>及另外 %1 个</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;inputs&quot;&gt;Inputs…&lt;/a&gt;</source>
        <translation>&lt;a href=&quot;inputs&quot;&gt;输入…&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Drop a picture here, paste one, or open a folder of pictures.</source>
        <translation>将图片拖到这里、粘贴，或打开一个图片文件夹。</translation>
    </message>
    <message>
        <source>This network takes no picture. Drop a .npy, .pb or .csv file here, or choose its inputs below; until then it gets seeded noise.</source>
        <translation>此网络的输入不是图片。将 .npy、.pb 或 .csv 文件拖到这里，或在下方选择输入；在此之前使用固定种子的噪声。</translation>
    </message>
    <message>
        <source> · drawn from %1, dark, to %2, bright</source>
        <translation> · 从 %1（暗）到 %2（亮）绘制</translation>
    </message>
    <message>
        <source>Lists the pictures to which float and quantized answer differently before the others</source>
        <translation>把浮点与量化答案不同的图片排在前面</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PreferencesActions</name>
    <message>
        <source>&amp;Instruction set</source>
        <translation>指令集(&amp;I)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PreferencesDialog</name>
    <message>
        <source>&amp;Exact order of float32 sums</source>
        <translation>float32 求和保持固定顺序(&amp;E)</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Counts from the next start on</source>
        <translation>下次启动时生效</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>全部 %1</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>Packed weights of earlier settings and float copies of the selected layer take at most so much; what runs now needs its own</source>
        <translation>先前设置的打包权重与所选层的浮点副本至多占用这么多；当前运行所需另计</translation>
    </message>
    <message>
        <source>by the size of its file</source>
        <translation>按文件大小</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>A small file can ask for any amount. By itself a model may take 1 GiB and 64 times the size of its file; so much is allowed to each</source>
        <translation>小文件也可能要求任意多的内存。默认模型可占用 1 GiB 加文件大小的 64 倍；此处为每个模型允许这么多</translation>
    </message>
    <message>
        <source>the best, %1</source>
        <translation>最佳，%1</translation>
    </message>
    <message>
        <source>Convolutions in float32 are plain sums in a fixed order instead of Winograd&apos;s algorithm, which rounds differently and is up to three times as fast</source>
        <translation>float32 卷积按固定顺序直接求和，而不用 Winograd 算法；后者舍入不同，最多快三倍</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Threads</source>
        <translation>线程(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Instruction set</source>
        <translation>指令集(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Memory for quick edits</source>
        <translation>快速编辑所用内存(&amp;M)</translation>
    </message>
    <message>
        <source>Memory for a m&amp;odel</source>
        <translation>单个模型的内存(&amp;O)</translation>
    </message>
    <message>
        <source>Another language counts from the next start on. Figures are measured anew with other threads or instructions.</source>
        <translation>更改语言在下次启动时生效。更改线程或指令集后将重新测量。</translation>
    </message>
    <message>
        <source>BITLADDER_ISA in the environment decides</source>
        <translation>由环境变量 BITLADDER_ISA 决定</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PreprocessingDialog</name>
    <message>
        <source>not used</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>no crop</source>
        <translation>不裁剪</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>choose a preset…</source>
        <translation>选择预设…</translation>
    </message>
    <message>
        <source>RGB</source>
        <translation>RGB</translation>
    </message>
    <message>
        <source>BGR</source>
        <translation>BGR</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>0…1</source>
        <translation>0…1</translation>
    </message>
    <message>
        <source>0…255</source>
        <translation>0…255</translation>
    </message>
    <message>
        <source>−1…1</source>
        <translation>−1…1</translation>
    </message>
    <message>
        <source>NCHW (channels first)</source>
        <translation>NCHW（通道在前）</translation>
    </message>
    <message>
        <source>NHWC (channels last)</source>
        <translation>NHWC（通道在后）</translation>
    </message>
    <message>
        <source>bilinear</source>
        <translation>双线性</translation>
    </message>
    <message>
        <source>bicubic</source>
        <translation>双三次</translation>
    </message>
    <message>
        <source>nearest</source>
        <translation>最近邻</translation>
    </message>
    <message>
        <source>area</source>
        <translation>区域平均</translation>
    </message>
    <message>
        <source>0, or one number per channel</source>
        <translation>0，或每通道一个数</translation>
    </message>
    <message>
        <source>1, or one number per channel</source>
        <translation>1，或每通道一个数</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>预设(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Shorter side</source>
        <translation>短边(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>宽(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Height</source>
        <translation>高(&amp;H)</translation>
    </message>
    <message>
        <source>Crop wi&amp;dth</source>
        <translation>裁剪宽(&amp;D)</translation>
    </message>
    <message>
        <source>Crop h&amp;eight</source>
        <translation>裁剪高(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Interpolation</source>
        <translation>插值(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Channels</source>
        <translation>通道(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Range</source>
        <translation>取值范围(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Mean</source>
        <translation>均值(&amp;M)</translation>
    </message>
    <message>
        <source>De&amp;viation</source>
        <translation>标准差(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>布局(&amp;L)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PresetMenu</name>
    <message>
        <source>&amp;Preset</source>
        <translation>预设(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Ends at 8 bits</source>
        <translation>首尾层 8 位(&amp;E)</translation>
    </message>
    <message>
        <source>Presets keep the first and the last layer at 8 bits where they are narrower</source>
        <translation>预设更窄时，首层与末层保持 8 位</translation>
    </message>
    <message>
        <source>&amp;Rule…</source>
        <translation>规则(&amp;R)…</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Own presets</source>
        <translation>自定义预设</translation>
    </message>
    <message>
        <source>The same formats for every layer</source>
        <translation>所有层使用相同格式</translation>
    </message>
    <message>
        <source>Layer by layer, for %1</source>
        <translation>逐层设定，适用于 %1</translation>
    </message>
    <message>
        <source>&amp;Save as preset…</source>
        <translation>存为预设(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Delete preset</source>
        <translation>删除预设(&amp;D)</translation>
    </message>
    <message>
        <source>Preset %1: %2</source>
        <translation>预设 %1：%2</translation>
    </message>
    <message>
        <source>preset %1</source>
        <translation>预设 %1</translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation>存为预设</translation>
    </message>
    <message>
        <source>&amp;Name of the preset:</source>
        <translation>预设名称(&amp;N)：</translation>
    </message>
</context>
<context>
    <name>bitladder::app::RecentFiles</name>
    <message>
        <source>&amp;%1 %2 (%3)</source>
        <translation>&amp;%1 %2（%3）</translation>
    </message>
    <message>
        <source>&amp;Clear list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
</context>
<context>
    <name>bitladder::app::ResultsView</name>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Space computes the rest</source>
        <translation>按空格键计算其余部分</translation>
    </message>
    <message>
        <source>What is pale or missing was not computed.</source>
        <translation>浅色或缺失的内容未计算。</translation>
    </message>
    <message>
        <source>The float network is right on %1 of %2 pictures, no better than guessing among %3 classes. Is its preprocessing the right one?</source>
        <translation>浮点网络在 %2 张图片中只答对 %1 张，不比在 %3 个类别中乱猜更好。预处理对吗？</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
</context>
<context>
    <name>bitladder::app::RuleDialog</name>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
    <message>
        <source>1×1 convolutions</source>
        <translation>1×1 卷积</translation>
    </message>
    <message>
        <source>3×3 convolutions</source>
        <translation>3×3 卷积</translation>
    </message>
    <message>
        <source>depthwise convolutions</source>
        <translation>逐深度卷积</translation>
    </message>
    <message>
        <source>all %1</source>
        <translation>全部 %1</translation>
    </message>
    <message>
        <source>the first</source>
        <translation>首层</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>末层</translation>
    </message>
    <message>
        <source>not the first or last</source>
        <translation>非首层或末层</translation>
    </message>
    <message>
        <source>named …%1…</source>
        <translation>名称含“%1”</translation>
    </message>
    <message>
        <source>at least %1 parameters</source>
        <translation>参数不少于 %1</translation>
    </message>
    <message>
        <source>at most %1 parameters</source>
        <translation>参数不多于 %1</translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>activations %1</source>
        <translation>激活 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>&amp;Operator</source>
        <translation>算子(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Kernel</source>
        <translation>卷积核(&amp;K)</translation>
    </message>
    <message>
        <source>1×1</source>
        <translation>1×1</translation>
    </message>
    <message>
        <source>3×3</source>
        <translation>3×3</translation>
    </message>
    <message>
        <source>depthwise</source>
        <translation>逐深度</translation>
    </message>
    <message>
        <source>&amp;Name contains</source>
        <translation>名称包含(&amp;N)</translation>
    </message>
    <message>
        <source>at least </source>
        <translation>至少 </translation>
    </message>
    <message>
        <source>at most </source>
        <translation>至多 </translation>
    </message>
    <message>
        <source>no lower limit</source>
        <translation>无下限</translation>
    </message>
    <message>
        <source>no upper limit</source>
        <translation>无上限</translation>
    </message>
    <message>
        <source>Para&amp;meters</source>
        <translation>参数量(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Position</source>
        <translation>位置(&amp;P)</translation>
    </message>
    <message>
        <source>first</source>
        <translation>首层</translation>
    </message>
    <message>
        <source>last</source>
        <translation>末层</translation>
    </message>
    <message>
        <source>neither first nor last</source>
        <translation>既非首层也非末层</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>&amp;Weights become</source>
        <translation>权重变为(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Activations become</source>
        <translation>激活变为(&amp;A)</translation>
    </message>
    <message>
        <source>No layer matches.</source>
        <translation>没有符合的层。</translation>
    </message>
    <message>
        <source>%1 of %2 layers match: %3</source>
        <translation>%2 层中有 %1 层符合：%3</translation>
    </message>
    <message>
        <source>Choose what their weights or activations become.</source>
        <translation>选择其权重或激活变为什么。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::SessionFile</name>
    <message>
        <source>The session cannot be saved: %1: %2</source>
        <translation>无法保存会话：%1：%2</translation>
    </message>
</context>
<context>
    <name>bitladder::app::SessionKeeper</name>
    <message>
        <source>Another window is open: this one does not save its session.</source>
        <translation>另一个窗口已打开：此窗口不保存会话。</translation>
    </message>
    <message>
        <source>The last session could not be restored: %1</source>
        <translation>无法恢复上次会话：%1</translation>
    </message>
    <message>
        <source>The last session is not opened: the program came down %1 times in a row while it was being restored. It is kept as %2.</source>
        <translation>未打开上次会话：恢复时程序连续崩溃 %1 次。会话保留为 %2。</translation>
    </message>
    <message>
        <source>Open it all the same</source>
        <translation>仍然打开</translation>
    </message>
    <message>
        <source>%1 has other layers than in the last session: its recipe starts anew.</source>
        <translation>%1 的层与上次会话不同：配方重新开始。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::SpeedPage</name>
    <message>
        <source>Open a model to see how long each layer takes.</source>
        <translation>打开模型，查看各层用时。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::ThumbnailModel</name>
    <message>
        <source>%1: the top answer changed, %2 → %3</source>
        <translation>%1：首选答案改变，%2 → %3</translation>
    </message>
    <message>
        <source>%1: with older settings the top answer changed, %2 → %3</source>
        <translation>%1：按旧设置，最佳答案改变了，%2 → %3</translation>
    </message>
</context>
<context>
    <name>bitladder::app::WidthDial</name>
    <message>
        <source>W and A</source>
        <translation>W 与 A</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>What the dial turns</source>
        <translation>旋钮转动的对象</translation>
    </message>
    <message>
        <source>%1 → %2 bits</source>
        <translation>%1 → %2 位</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 层</translation>
    </message>
    <message>
        <source>%1 layers</source>
        <translation>%1 层</translation>
    </message>
</context>
<context>
    <name>bitladder::app::WindowActions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;sample</source>
        <translation>打开示例(&amp;S)</translation>
    </message>
    <message>
        <source>Open &amp;pictures…</source>
        <translation>打开图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Open picture &amp;folder…</source>
        <translation>打开图片文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Inputs…</source>
        <translation>输入(&amp;I)…</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>&amp;Load recipe…</source>
        <translation>载入配方(&amp;L)…</translation>
    </message>
    <message>
        <source>Sa&amp;ve recipe</source>
        <translation>保存配方(&amp;V)</translation>
    </message>
    <message>
        <source>Save recipe &amp;as…</source>
        <translation>配方另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>&amp;Select all layers</source>
        <translation>选中所有层(&amp;S)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+A</source>
        <translation>Ctrl+Shift+A</translation>
    </message>
    <message>
        <source>Select &amp;none: the dial turns all layers</source>
        <translation>全不选：旋钮转动所有层(&amp;N)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Shift+N</translation>
    </message>
    <message>
        <source>&amp;Find layer</source>
        <translation>查找层(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>首选项(&amp;P)…</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Measure again</source>
        <translation>重新测量(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>主工具栏</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::AnswerBars</name>
    <message>
        <source>Answer of the float network</source>
        <translation>浮点网络的答案</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Answer of the quantized network</source>
        <translation>量化网络的答案</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::AnswerTable</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Answers of the float network, of A and of B</source>
        <translation>浮点网络、A 与 B 的答案</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::AnswerView</name>
    <message>
        <source>Drop a picture to see what the network answers.</source>
        <translation>拖入一张图片，查看网络的答案。</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>Pictures done</source>
        <translation>已完成的图片</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>✓ Both give the same answer.</source>
        <translation>✓ 两者答案相同。</translation>
    </message>
    <message>
        <source>⚠ The answer changed: %1 ≠ %2.</source>
        <translation>⚠ 答案改变：%1 ≠ %2。</translation>
    </message>
    <message>
        <source>The pale answers are of older settings.</source>
        <translation>淡色的答案属于旧设置。</translation>
    </message>
    <message>
        <source>⚠ A and B answer differently: %1 ≠ %2.</source>
        <translation>⚠ A 与 B 答案不同：%1 ≠ %2。</translation>
    </message>
    <message>
        <source>✓ A and B answer as float does.</source>
        <translation>✓ A 与 B 的答案都与浮点相同。</translation>
    </message>
    <message>
        <source>⚠ A and B agree, but the answer changed: %1 ≠ %2.</source>
        <translation>⚠ A 与 B 一致，但答案改变：%1 ≠ %2。</translation>
    </message>
    <message>
        <source>%1 of %2 pictures</source>
        <translation>%1／%2 张图片</translation>
    </message>
    <message>
        <source>%1: A %2 → B %3</source>
        <translation>%1：A %2 → B %3</translation>
    </message>
    <message>
        <source>%1: %2 from A to B; float %3</source>
        <translation>%1：从 A 到 B %2；浮点 %3</translation>
    </message>
    <message>
        <source>As float</source>
        <translation>与浮点相同</translation>
    </message>
    <message>
        <source>Top 1</source>
        <translation>Top 1</translation>
    </message>
    <message>
        <source>Top 5</source>
        <translation>Top 5</translation>
    </message>
    <message>
        <source>The answers are to another picture.</source>
        <translation>这些答案针对的是另一张图片。</translation>
    </message>
    <message>
        <source>%1…%2</source>
        <comment>lower and upper end of an interval</comment>
        <translation>%1…%2</translation>
    </message>
    <message>
        <source>A and B agree on %1 (%2) of %3</source>
        <translation>A 与 B 在 %3 张中一致 %1（%2）</translation>
    </message>
    <message>
        <source>Agree on %1 (%2) of %3</source>
        <translation>%3 张中一致 %1（%2）</translation>
    </message>
    <message>
        <source>In how many of the pictures the best answers are equal, with the interval at 95 %</source>
        <translation>最佳答案相同的图片所占的比例，以及 95 % 置信区间</translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <translation>%1 %2 → %3</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>The quantized answer is of older settings.</source>
        <translation>量化答案属于旧设置。</translation>
    </message>
    <message>
        <source>The quantized network has not answered yet.</source>
        <translation>量化网络尚未给出答案。</translation>
    </message>
    <message>
        <source>%1: float %2 (%3), quantized %4 (%5), intervals at 95 %</source>
        <translation>%1：浮点 %2（%3），量化 %4（%5），95 % 置信区间</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::Banner</name>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Show the next message</source>
        <translation>显示下一条消息</translation>
    </message>
    <message>
        <source>%1 of %2 ›</source>
        <comment>place of a message, number of messages</comment>
        <translation>%1/%2 ›</translation>
    </message>
    <message>
        <source>Message %1 of %2: show the next one</source>
        <translation>第 %1 条消息，共 %2 条：显示下一条</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::BitDial</name>
    <message>
        <source> bits</source>
        <translation> 位</translation>
    </message>
    <message>
        <source>Width in bits</source>
        <translation>位宽</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::BitSlider</name>
    <message>
        <source>Width from 64 bits down to 1</source>
        <translation>位宽，从 64 位到 1 位</translation>
    </message>
    <message>
        <source>several widths</source>
        <translation>多种位宽</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::ChannelRangesPlot</name>
    <message>
        <source>lowest to highest value</source>
        <translation>最小值至最大值</translation>
    </message>
    <message>
        <source>clip limits</source>
        <translation>截断界限</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>How far does each channel reach?</source>
        <translation>各通道的取值范围有多大？</translation>
    </message>
    <message>
        <source>Select a layer to see the ranges of its channels.</source>
        <translation>选择一层，查看其各通道的范围。</translation>
    </message>
    <message>
        <source>channel %1
values %2 … %3</source>
        <translation>通道 %1
取值 %2 … %3</translation>
    </message>
    <message>
        <source>clipped to %1 … %2</source>
        <translation>截断到 %1 … %2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::ColorKey</name>
    <message>
        <source>What the colours mean</source>
        <translation>颜色的含义</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::DifferenceHistogram</name>
    <message>
        <source>in a bin</source>
        <translation>每个区间</translation>
    </message>
    <message>
        <source>How large are the differences?</source>
        <translation>差值有多大？</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>尚未计算。</translation>
    </message>
    <message>
        <source>difference: B − float; dashed: A</source>
        <translation>差值：B − 浮点；虚线：A</translation>
    </message>
    <message>
        <source>%1 … %2: %3 numbers</source>
        <translation>%1 … %2：%3 个数</translation>
    </message>
    <message>
        <source>%1 … %2: A %3, B %4 numbers</source>
        <translation>%1 … %2：A %3，B %4 个数</translation>
    </message>
    <message>
        <source>difference: quantized − float</source>
        <translation>差值：量化 − 浮点</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::DrawCanvas</name>
    <message>
        <source>Drawing</source>
        <translation>手绘</translation>
    </message>
    <message>
        <source>Left button draws, right button erases. Arrows move the pen, with Shift they draw; Space makes a dot, Backspace erases, Delete clears.</source>
        <translation>左键绘制，右键擦除。方向键移动画笔，按住 Shift 则绘制；空格点一点，退格擦除，Delete 清空。</translation>
    </message>
    <message>
        <source>Draw here with the mouse</source>
        <translation>用鼠标在此绘制</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::Equalizer</name>
    <message>
        <source>Open a model: every layer gets a fader here.</source>
        <translation>打开模型：每一层在此都有一个推子。</translation>
    </message>
    <message>
        <source>Equalizer</source>
        <translation>均衡器</translation>
    </message>
    <message>
        <source>Width in bits of %1</source>
        <translation>%1 的位宽</translation>
    </message>
    <message>
        <source>%1 (%2 of %3)</source>
        <translation>%1（%3 中的第 %2 层）</translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>无权重</translation>
    </message>
    <message>
        <source>activations %1</source>
        <translation>激活 %1</translation>
    </message>
    <message>
        <source>no activations to quantize</source>
        <translation>无可量化的激活</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>无误差</translation>
    </message>
    <message>
        <source>SQNR %1</source>
        <translation>SQNR %1</translation>
    </message>
    <message>
        <source>%1 → %2 (%3)</source>
        <translation>%1 → %2（%3）</translation>
    </message>
    <message>
        <source>float32 %1</source>
        <translation>float32 %1</translation>
    </message>
    <message>
        <source>figures of older settings</source>
        <translation>旧设置的数据</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Layer %1 of %2, %3: %4. %5 selected; the keys change the %6.</source>
        <translation>第 %1 层，共 %2 层，%3：%4。选中 %5 层；按键更改%6。</translation>
    </message>
    <message>
        <source>&amp;Format of the weights</source>
        <translation>权重格式(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Format of the activations</source>
        <translation>激活格式(&amp;F)</translation>
    </message>
    <message>
        <source>Type a &amp;width…</source>
        <translation>输入位宽(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Lock</source>
        <translation>锁定(&amp;L)</translation>
    </message>
    <message>
        <source>Un&amp;lock</source>
        <translation>解锁(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Reset to float32</source>
        <translation>重置为 float32(&amp;R)</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FeaturePlot</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>What does the layer see?</source>
        <translation>这一层看到什么？</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>channel %1, y %2, x %3</source>
        <translation>通道 %1，y %2，x %3</translation>
    </message>
    <message>
        <source>row %1, column %2</source>
        <translation>第 %1 行，第 %2 列</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>channel 3, y 4, x 5: 0.25</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>difference: quantized − float</source>
        <translation>差值：量化 − 浮点</translation>
    </message>
    <message>
        <source>Select a layer to see what it hands on, in float and quantized.</source>
        <translation>选择一层，查看它在浮点与量化后的输出。</translation>
    </message>
    <message>
        <source>value, in float and quantized</source>
        <translation>值，浮点与量化</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FigureStrip</name>
    <message>
        <source>%1 s left</source>
        <translation>剩余 %1 秒</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>剩余 %1 分钟</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop; what is already found is kept</source>
        <translation>停止；已得到的结果会保留</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FormatPanel</name>
    <message>
        <source>several</source>
        <translation>多种</translation>
    </message>
    <message>
        <source>Width (bits)</source>
        <translation>位宽（位）</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>格式族</translation>
    </message>
    <message>
        <source>Symmetry</source>
        <translation>对称性</translation>
    </message>
    <message>
        <source>One scale per</source>
        <translation>缩放因子粒度</translation>
    </message>
    <message>
        <source>Range from</source>
        <translation>范围取自</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Format of the selected layers</source>
        <translation>所选层的格式</translation>
    </message>
    <message>
        <source>%1: width in bits</source>
        <translation>%1：位宽</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Select a layer to change its format.</source>
        <translation>选择一层以更改其格式。</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::GraphView</name>
    <message>
        <source>Open a model to see how it is wired.</source>
        <translation>打开模型，查看其连接结构。</translation>
    </message>
    <message>
        <source>Graph of the network</source>
        <translation>网络的计算图</translation>
    </message>
    <message>
        <source>%1 nodes, %2 edges</source>
        <translation>%1 个节点，%2 条边</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Whole network</source>
        <translation>整个网络(&amp;W)</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::HistogramPlot</name>
    <message>
        <source>&lt; %1</source>
        <translation>&lt; %1</translation>
    </message>
    <message>
        <source>float values</source>
        <translation>浮点值</translation>
    </message>
    <message>
        <source>quantized values</source>
        <translation>量化值</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>对数计数</translation>
    </message>
    <message>
        <source>How do the numbers sit on the grid?</source>
        <translation>数值如何落在网格上？</translation>
    </message>
    <message>
        <source>Select a layer to see how its numbers sit on the grid.</source>
        <translation>选择一层，查看其数值如何落在网格上。</translation>
    </message>
    <message>
        <source>error: quantized − float, same unit</source>
        <translation>误差：量化 − 浮点，单位相同</translation>
    </message>
    <message>
        <source>in a bin</source>
        <translation>每个区间</translation>
    </message>
    <message>
        <source>The error of each value</source>
        <translation>每个值的误差</translation>
    </message>
    <message>
        <source>Error of each value; of its square rounding %1, clipping %2</source>
        <translation>每个值的误差；其平方中舍入占 %1，截断占 %2</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>values in a bin</source>
        <translation>每个区间的值数</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>%1 … %2: %3 %4</source>
        <translation>%1 … %2：%3 %4</translation>
    </message>
    <message>
        <source>step of the grid: %1</source>
        <translation>网格步长：%1</translation>
    </message>
    <message>
        <source>clipped below %1 and above %2</source>
        <translation>低于 %1 与高于 %2 的被截断</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>个误差</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::KernelPlot</name>
    <message>
        <source>measured peak</source>
        <translation>实测峰值</translation>
    </message>
    <message>
        <source>GMAC/s</source>
        <translation>GMAC/s</translation>
    </message>
    <message>
        <source>How fast could this layer be?</source>
        <translation>这一层能有多快？</translation>
    </message>
    <message>
        <source>Select a layer to measure it at every format and level.</source>
        <translation>选择一层，在每种格式与指令集级别下测量。</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 GMAC/s</source>
        <translation>%1 GMAC/s</translation>
    </message>
    <message>
        <source>%1 of the measured peak of %2 GMAC/s</source>
        <translation>实测峰值 %2 GMAC/s 的 %1</translation>
    </message>
    <message>
        <source>simulated: rounded to the grid, computed in float</source>
        <translation>模拟：舍入到网格，以浮点计算</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::LessonView</name>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Show &amp;me</source>
        <translation>演示(&amp;M)</translation>
    </message>
    <message>
        <source>Text of the step</source>
        <translation>本步课文</translation>
    </message>
    <message>
        <source>Does in the window what this step speaks of; Undo takes it back</source>
        <translation>在窗口中执行本步所述操作；可撤销</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1／%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::NetworkErrorPlot</name>
    <message>
        <source>exact</source>
        <translation>无误差</translation>
    </message>
    <message>
        <source>all layers up to here quantized</source>
        <translation>到此为止的所有层均量化</translation>
    </message>
    <message>
        <source>this layer alone quantized</source>
        <translation>仅量化此层</translation>
    </message>
    <message>
        <source>A, kept: accumulated</source>
        <translation>A（保留）：累积</translation>
    </message>
    <message>
        <source>no error at all</source>
        <translation>完全没有误差</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>SQNR (dB)</source>
        <translation>SQNR (dB)</translation>
    </message>
    <message>
        <source>Where does it go wrong?</source>
        <translation>误差出在哪里？</translation>
    </message>
    <message>
        <source>Measure the network to see where the error comes from.</source>
        <translation>测量网络，查看误差从何而来。</translation>
    </message>
    <message>
        <source>%1
alone: %2
accumulated: %3</source>
        <translation>%1
单独：%2
累积：%3</translation>
    </message>
    <message>
        <source>%1
accumulated in A: %2</source>
        <translation>%1
A 中累积：%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::PictureCompare</name>
    <message>
        <source>%1, equal to float</source>
        <translation>%1，与浮点相同</translation>
    </message>
    <message>
        <source>%1, PSNR %2</source>
        <translation>%1，PSNR %2</translation>
    </message>
    <message>
        <source>Float picture</source>
        <translation>浮点图片</translation>
    </message>
    <message>
        <source>Picture of A</source>
        <translation>A 的图片</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>尚未计算。</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>difference of B, amplified %1</source>
        <translation>B 的差异，放大 %1</translation>
    </message>
    <message>
        <source>difference, amplified %1</source>
        <translation>差异，放大 %1</translation>
    </message>
    <message>
        <source>float, of another picture</source>
        <translation>浮点，属于另一张图片</translation>
    </message>
    <message>
        <source>A, of another picture</source>
        <translation>A，属于另一张图片</translation>
    </message>
    <message>
        <source>%1, of another picture</source>
        <translation>%1，属于另一张图片</translation>
    </message>
    <message>
        <source>%1, of older settings</source>
        <translation>%1，属于旧设置</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>Copy &amp;all, side by side</source>
        <translation>并排复制全部(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Reset view</source>
        <translation>重置视图(&amp;R)</translation>
    </message>
    <message>
        <source>Quantized picture</source>
        <translation>量化图片</translation>
    </message>
    <message>
        <source>Float, quantized and difference</source>
        <translation>浮点、量化与差异</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::PictureView</name>
    <message>
        <source>Drop a picture here, or paste one.</source>
        <translation>将图片拖到这里，或粘贴一张。</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>%1 by %2 pixels</source>
        <translation>%1 × %2 像素</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reset view</source>
        <translation>重置视图(&amp;R)</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::PlotFrame</name>
    <message>
        <source>Nothing to show yet.</source>
        <translation>暂无内容。</translation>
    </message>
    <message>
        <source>older settings</source>
        <translation>旧设置</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Reset view</source>
        <translation>重置视图(&amp;R)</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::SpeedPlot</name>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>A, kept</source>
        <translation>A（保留）</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>sorted</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Slowest layer first</source>
        <translation>最慢的层在前</translation>
    </message>
    <message>
        <source>parts</source>
        <translation>分解</translation>
    </message>
    <message>
        <source>What did it buy?</source>
        <translation>换来了什么？</translation>
    </message>
    <message>
        <source>Measure the network to see how long each layer takes.</source>
        <translation>测量网络，查看各层用时。</translation>
    </message>
    <message>
        <source>time (µs)</source>
        <translation>用时 (µs)</translation>
    </message>
    <message>
        <source>time (ms)</source>
        <translation>用时 (ms)</translation>
    </message>
    <message>
        <source>reformat</source>
        <translation>格式转换</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>epilogue</source>
        <translation>尾处理</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>float32: %1</source>
        <translation>float32：%1</translation>
    </message>
    <message>
        <source>ratio: %1</source>
        <translation>比值：%1</translation>
    </message>
    <message>
        <source>A, kept: %1</source>
        <translation>A（保留）：%1</translation>
    </message>
    <message>
        <source>reformat %1, kernel %2, epilogue %3, waiting %4</source>
        <translation>格式转换 %1，内核 %2，尾处理 %3，等待 %4</translation>
    </message>
    <message>
        <source>simulated: rounded to the grid, computed in float</source>
        <translation>模拟：舍入到网格，以浮点计算</translation>
    </message>
    <message>
        <source>Split the quantized time into reformat, kernel, epilogue and waiting</source>
        <translation>将量化用时分为格式转换、内核、尾处理与等待</translation>
    </message>
    <message>
        <source>quantized (%1): %2</source>
        <translation>量化（%1）：%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::VectorPlot</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>A, kept</source>
        <translation>A（保留）</translation>
    </message>
    <message>
        <source>Nothing computed yet.</source>
        <translation>尚未计算。</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>difference: B − float</source>
        <translation>差值：B − 浮点</translation>
    </message>
    <message>
        <source>%1 %2
float %3
A %4, difference %5
B %6, difference %7</source>
        <translation>%1 %2
浮点 %3
A %4，差值 %5
B %6，差值 %7</translation>
    </message>
    <message>
        <source>%1 %2
float %3
chosen %4
difference %5</source>
        <translation>%1 %2
浮点 %3
所选 %4
差值 %5</translation>
    </message>
    <message>
        <source>How far are float and quantized apart?</source>
        <translation>浮点与量化相差多少？</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>difference: quantized − float</source>
        <translation>差值：量化 − 浮点</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::WidthCurvePlot</name>
    <message>
        <source>width (bits)</source>
        <translation>位宽（位）</translation>
    </message>
    <message>
        <source>SQNR (dB)</source>
        <translation>SQNR (dB)</translation>
    </message>
    <message>
        <source>theory: 6.02 dB per bit</source>
        <translation>理论：每位 6.02 dB</translation>
    </message>
    <message>
        <source>What does each bit buy?</source>
        <translation>每一位换来什么？</translation>
    </message>
    <message>
        <source>Select a layer to see its error at every width.</source>
        <translation>选择一层，查看其在各位宽下的误差。</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>当前 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>无误差</translation>
    </message>
</context>
</TS>
