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
        <source>total %1 → %2 (%3), medians of %4 runs in turn, %5, %6; %7 of %8 layers executed; parameters %9 in float</source>
        <translation>总计 %1 → %2（%3），轮流运行 %4 次的中位数，%5，%6；%8 层中 %7 层实际执行；浮点参数 %9</translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>Medians of %1 runs of each network in turn, %2; quantized between %3 and %4.</source>
        <translation>两个网络轮流运行 %1 次的中位数，%2；量化网络在 %3 与 %4 之间。</translation>
    </message>
    <message>
        <source>Equal top answers over %1 pictures; 95 % interval %2 to %3. Calibrated with %4 of them.</source>
        <translation>%1 张图片上首选答案相同的比例；95 % 区间 %2 至 %3。用其中 %4 张校准。</translation>
    </message>
    <message>
        <source>; without the methods %1</source>
        <translation>；不用方法时 %1</translation>
    </message>
    <message>
        <source>; each level can be dragged by its handle</source>
        <translation>；每个级别可用其手柄拖动</translation>
    </message>
    <message>
        <source>in float; every block of %1 neighbours finds its own grid in each run</source>
        <translation>浮点值；每次运行时每 %1 个相邻的数各自确定网格</translation>
    </message>
    <message>
        <source>What did each weight of %1 become at %2?</source>
        <translation>%1 的每个权重在 %2 下变成了什么？</translation>
    </message>
    <message>
        <source>weight value in float</source>
        <translation>浮点权重值</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>%1 weights, evenly chosen; on the dashed line nothing is lost</source>
        <translation>均匀选取的 %1 个权重；落在虚线上即无损失</translation>
    </message>
</context>
<context>
    <name>AdaptersAdvice</name>
    <message>
        <source>open a folder of pictures that are like those it will see</source>
        <translation>打开一个图片文件夹，其中的图片应与实际使用时相似</translation>
    </message>
    <message>
        <source>calibrate with more pictures</source>
        <translation>用更多图片校准</translation>
    </message>
    <message numerus="yes">
        <source>calibrate with %n pictures</source>
        <translation>
            <numerusform>用 %n 张图片校准</numerusform>
        </translation>
    </message>
    <message>
        <source>The ranges of the activations come from a single picture.</source>
        <translation>激活的范围只来自一张图片。</translation>
    </message>
    <message>
        <source>Another picture may reach beyond the range of the first, and is clipped there.</source>
        <translation>另一张图片可能超出第一张的范围，并在那里被截断。</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures: the ranges of the activations are known to ±%1 % at worst.</source>
        <translation>
            <numerusform>%n 张图片：激活范围的误差最多为 ±%1 %。</numerusform>
        </translation>
    </message>
    <message>
        <source>Resampling the calibration pictures says how much a range would be another with other pictures.</source>
        <translation>对校准图片重新抽样，可以看出换用其他图片时范围会有多大变化。</translation>
    </message>
    <message numerus="yes">
        <source>Of %n other pictures at most %1 % of a layer&apos;s values lie beyond its range.</source>
        <translation>
            <numerusform>在另外 %n 张图片中，一层最多有 %1 % 的值超出其范围。</numerusform>
        </translation>
    </message>
    <message>
        <source>Values beyond the range get the code at its end: an error that grows with their distance.</source>
        <translation>超出范围的值取端点的编码：误差随距离增大。</translation>
    </message>
    <message>
        <source>%1: its largest weight is %2 times the root mean square.</source>
        <translation>%1：最大的权重是均方根的 %2 倍。</translation>
    </message>
    <message>
        <source>One far value stretches the grid for all that share its scale.</source>
        <translation>一个很远的值会拉大所有共用同一比例的值的网格。</translation>
    </message>
    <message>
        <source>use the range with the least squared error</source>
        <translation>使用平方误差最小的范围</translation>
    </message>
    <message>
        <source>give every channel a scale of its own</source>
        <translation>给每个通道单独的比例</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The inputs of %1 have ranges that differ %2 times.</source>
        <translation>%1 的各输入范围相差 %2 倍。</translation>
    </message>
    <message>
        <source>more bits for the activations behind it, or the method that equalizes layers</source>
        <translation>给其后的激活更多位，或使用均衡各层的方法</translation>
    </message>
    <message>
        <source>One scale has to serve all inputs of a concatenation: the narrow ones keep few of its levels.</source>
        <translation>拼接的所有输入共用一个比例：范围窄的输入只能用到很少的级。</translation>
    </message>
    <message>
        <source>The first batch normalization sees means that are %1 standard deviations from those it was trained with.</source>
        <translation>第一个批归一化看到的均值与训练时相差 %1 个标准差。</translation>
    </message>
    <message>
        <source>A batch normalization keeps mean and variance of what it saw in training; pictures that are prepared in the same way meet them.</source>
        <translation>批归一化保存了训练时的均值和方差；以同样方式预处理的图片会与之相符。</translation>
    </message>
    <message>
        <source>prepare pictures as %1 (%2)</source>
        <translation>按 %1 预处理图片（%2）</translation>
    </message>
</context>
<context>
    <name>AdaptersCost</name>
    <message>
        <source>%1 G</source>
        <translation>%1 G</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>计算值</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Size in theory</source>
        <translation>理论大小</translation>
    </message>
    <message>
        <source>Bits × elements, biases at 32 bits</source>
        <translation>位数 × 元素数，偏置按 32 位计</translation>
    </message>
    <message numerus="yes">
        <source>%1 weights in %n layer(s)</source>
        <translation>
            <numerusform>%n 层为 %1 权重</numerusform>
        </translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>磁盘上的大小</translation>
    </message>
    <message>
        <source>not exported yet</source>
        <translation>尚未导出</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Of the file as it was opened, and of the last export: %1</source>
        <translation>打开的文件，以及最近一次导出：%1</translation>
    </message>
    <message>
        <source>Of the file as it was opened; the page Export writes another one</source>
        <translation>打开的文件；“导出”页可写出另一个文件</translation>
    </message>
    <message>
        <source>Size in memory</source>
        <translation>内存中的大小</translation>
    </message>
    <message>
        <source>What the running network holds: packed weights with padding, scales and tables</source>
        <translation>运行中的网络所占：打包的权重（含填充）、缩放因子和表</translation>
    </message>
    <message>
        <source>Multiply-adds of a run</source>
        <translation>一次运行的乘加</translation>
    </message>
    <message>
        <source>weights %1, activations %2</source>
        <translation>权重 %1，激活 %2</translation>
    </message>
    <message>
        <source>Bit operations of a run</source>
        <translation>一次运行的位运算</translation>
    </message>
    <message>
        <source>Multiply-adds × bits of the weights × bits of the activations</source>
        <translation>乘加次数 × 权重位数 × 激活位数</translation>
    </message>
    <message>
        <source>Energy of a run</source>
        <translation>一次运行的能量</translation>
    </message>
    <message>
        <source>A model, nothing that was measured: energy of single operations at 45 nm, weights read once from memory, activations through the cache</source>
        <translation>这是模型而非测量：45 nm 下单次运算的能量，权重从内存读一次，激活经过缓存</translation>
    </message>
    <message>
        <source>arithmetic</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>memory and cache</source>
        <translation>内存与缓存</translation>
    </message>
    <message>
        <source>Runs for a joule</source>
        <translation>每焦耳的运行次数</translation>
    </message>
    <message>
        <source>Energy of a run, counter of the processor</source>
        <translation>一次运行的能量（处理器计数器）</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>RAPL: of the whole processor, with what it takes while nothing runs</source>
        <translation>RAPL：整个处理器的能量，含空闲时的消耗</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>cannot be read here: %1</source>
        <translation>这里无法读取：%1</translation>
    </message>
    <message numerus="yes">
        <source>%1 µJ in %n run(s)</source>
        <translation>
            <numerusform>%1 µJ（%n 次运行）</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 µJ, of an older recipe</source>
        <translation>%1 µJ，属于较早的配方</translation>
    </message>
    <message>
        <source>%1 k</source>
        <translation>%1 k</translation>
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
    <message>
        <source>disturbed by other work on the machine</source>
        <translation>受到本机其他任务干扰</translation>
    </message>
    <message>
        <source>No other kernel gives what %1 gives.</source>
        <translation>没有其他内核能给出与%1相同的结果。</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>≈ equal</source>
        <translation>≈ 相同</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Kernels that could run it: %1.</source>
        <translation>能执行该层的内核：%1。</translation>
    </message>
    <message>
        <source>Alone, with an input of noise, against the time of the chosen one.</source>
        <translation>单独运行，输入为噪声，与所选内核的用时相比。</translation>
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
    <message>
        <source>kept %1, now %2</source>
        <translation>保留的 %1，当前 %2</translation>
    </message>
</context>
<context>
    <name>AdaptersTune</name>
    <message>
        <source>search %1: %2</source>
        <translation>搜索 %1：%2</translation>
    </message>
    <message>
        <source>now: %1</source>
        <translation>当前：%1</translation>
    </message>
    <message>
        <source>What is the best I can have?</source>
        <translation>最好能做到什么程度？</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>same answers (%)</source>
        <translation>相同的答案（%）</translation>
    </message>
    <message>
        <source>Answers are measured over the pictures, with their 95 % interval; size, bit operations and energy are computed, times measured here.</source>
        <translation>答案在图片上测得，并附 95 % 区间；大小、位运算和能量是计算值，时间在本机测得。</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>GBOP</source>
        <translation>GBOP</translation>
    </message>
    <message>
        <source>µJ</source>
        <translation>µJ</translation>
    </message>
    <message numerus="yes">
        <source>✓ The model predicts what is measured: rank correlation %1 over %n recipes.</source>
        <translation>
            <numerusform>✓ 模型能预测测量结果：%n 个配方的秩相关为 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ Do not trust the predictions: rank correlation %1 over %n recipes; layers interact.</source>
        <translation>
            <numerusform>⚠ 不要相信预测：%n 个配方的秩相关为 %1；各层相互影响。</numerusform>
        </translation>
    </message>
    <message>
        <source>output noise, % of the signal</source>
        <translation>输出噪声，占信号的 %</translation>
    </message>
    <message>
        <source>changed answers, %</source>
        <translation>改变的答案，%</translation>
    </message>
    <message>
        <source>divergence, nats</source>
        <translation>散度，奈特</translation>
    </message>
    <message>
        <source>quantized alone: %1 % of %2 answers stay (%3 … %4)</source>
        <translation>单独量化：%2 个答案中 %1 % 不变（%3 … %4）</translation>
    </message>
    <message>
        <source>Everything quantized: %1 % of %2 answers stay the same (%3 … %4).</source>
        <translation>全部量化：%2 个答案中 %1 % 保持不变（%3 … %4）。</translation>
    </message>
    <message>
        <source>Everything quantized: SQNR of the output %1. With a folder of pictures answers are compared.</source>
        <translation>全部量化：输出的 SQNR 为 %1。有图片文件夹时比较答案。</translation>
    </message>
    <message>
        <source>%1 %2 by the model</source>
        <translation>按模型 %1 %2</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>kB</source>
        <translation>kB</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>MBOP</source>
        <translation>MBOP</translation>
    </message>
    <message>
        <source>TBOP</source>
        <translation>TBOP</translation>
    </message>
    <message>
        <source>nJ</source>
        <translation>nJ</translation>
    </message>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>%1 (%2 … %3)</source>
        <translation>%1（%2 … %3）</translation>
    </message>
    <message>
        <source>ranges of activations by %1</source>
        <translation>激活范围按%1</translation>
    </message>
    <message numerus="yes">
        <source>%1 activations in %n layer(s)</source>
        <translation>
            <numerusform>%n 层的激活用 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>weights up to %1 in %n layer(s)</source>
        <translation>
            <numerusform>%n 层的权重最宽到 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of the answers</source>
        <translation>%1 的答案</translation>
    </message>
    <message>
        <source>at most %1 %2</source>
        <translation>至多 %1 %2</translation>
    </message>
    <message numerus="yes">
        <source>✗ None of %n recipes keeps %1. The nearest keeps %2 of the answers with %3.</source>
        <translation>
            <numerusform>✗ %n 个配方都没有保持%1。最接近的保持 %2 的答案，大小 %3。</numerusform>
        </translation>
    </message>
    <message>
        <source>What was to choose from did not keep it, so tried as well: %1.</source>
        <translation>给定的选择不够，因此还尝试了：%1。</translation>
    </message>
</context>
<context>
    <name>AdviceTexts</name>
    <message>
        <source>examining the calibration</source>
        <translation>正在检查校准</translation>
    </message>
</context>
<context>
    <name>Baseline</name>
    <message>
        <source>measuring the recipe that is compared with</source>
        <translation>正在测量用于比较的配方</translation>
    </message>
</context>
<context>
    <name>BlameTexts</name>
    <message>
        <source>finding the culprits</source>
        <translation>正在查找责任层</translation>
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
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>powers of two</source>
        <translation>2 的幂</translation>
    </message>
</context>
<context>
    <name>CommandTexts</name>
    <message>
        <source>not possible now</source>
        <translation>现在无法进行</translation>
    </message>
    <message>
        <source>page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>perspective</source>
        <translation>视角</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>∞ dB</source>
        <translation>∞ dB</translation>
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
        <source>%1 → now: size</source>
        <translation>%1 → 当前：大小</translation>
    </message>
    <message>
        <source>Medians of %1 runs of %4 and %2 runs of the present recipe, each in turn with float: %3.</source>
        <translation>%4 运行 %1 次、当前配方运行 %2 次的中位数，各与浮点轮流：%3。</translation>
    </message>
    <message>
        <source>Right answers of %3 and of the present recipe over %1 pictures; float: %2.</source>
        <translation>%3 与当前配方在 %1 张图片上的正确答案；浮点：%2。</translation>
    </message>
    <message>
        <source>same answers</source>
        <translation>答案相同</translation>
    </message>
    <message>
        <source>Equal top answers of %6 and the present recipe over %1 pictures; 95 % interval %2 to %3. With float agree: %6 %4, the present one %5.</source>
        <translation>%6 与当前配方在 %1 张图片上首选答案相同的比例；95 % 区间 %2 至 %3。与浮点一致：%6 %4，当前配方 %5。</translation>
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
    <message>
        <source>threads wait for %1 % of the time: other programs hold the cores</source>
        <translation>线程有 %1 % 的时间在等待：其他程序占用着处理器核心</translation>
    </message>
    <message>
        <source>by Winograd&apos;s algorithm in 16-bit integers, exactly: %1 times fewer products</source>
        <translation>以 Winograd 算法用 16 位整数精确计算：乘积少 %1 倍</translation>
    </message>
    <message>
        <source>without VNNI, weights of 8 bits are multiplied in 16 bits: 7 are faster</source>
        <translation>没有 VNNI 时，8 位权重按 16 位相乘：7 位更快</translation>
    </message>
    <message>
        <source>only %1 % of the bits in its 64-bit words are numbers: the channels of a tap do not fill them</source>
        <translation>其 64 位字中只有 %1% 的位是数值：一个抽头的通道填不满这些字</translation>
    </message>
    <message>
        <source>products of 64 by 64 bits and sums of 192: one at a time, since vectors hold no carry</source>
        <translation>64 位乘 64 位、累加 192 位：逐个计算，因为向量寄存器没有进位</translation>
    </message>
</context>
<context>
    <name>Energy</name>
    <message>
        <source>adding 8-bit integers</source>
        <translation>8 位整数加法</translation>
    </message>
    <message>
        <source>adding 32-bit integers</source>
        <translation>32 位整数加法</translation>
    </message>
    <message>
        <source>multiplying 8-bit integers</source>
        <translation>8 位整数乘法</translation>
    </message>
    <message>
        <source>multiplying 32-bit integers</source>
        <translation>32 位整数乘法</translation>
    </message>
    <message>
        <source>adding float16</source>
        <translation>float16 加法</translation>
    </message>
    <message>
        <source>adding float32</source>
        <translation>float32 加法</translation>
    </message>
    <message>
        <source>multiplying float16</source>
        <translation>float16 乘法</translation>
    </message>
    <message>
        <source>multiplying float32</source>
        <translation>float32 乘法</translation>
    </message>
    <message>
        <source>reading 64 bits of the cache</source>
        <translation>从缓存读 64 位</translation>
    </message>
    <message>
        <source>reading 64 bits of memory</source>
        <translation>从内存读 64 位</translation>
    </message>
</context>
<context>
    <name>EqualizerLegend</name>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>candidate</source>
        <translation>候选方案</translation>
    </message>
    <message>
        <source>candidate “%1”</source>
        <translation>候选方案“%1”</translation>
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
        <source>scales for each matrix of several have no place in ONNX</source>
        <translation>ONNX 无法为多个矩阵分别保存缩放因子</translation>
    </message>
    <message>
        <source>scales per channel of a grouped transposed convolution have no place in ONNX</source>
        <translation>ONNX 无法为分组转置卷积保存逐通道缩放因子</translation>
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
    <message>
        <source>Codes for NumPy</source>
        <translation>NumPy 编码</translation>
    </message>
    <message>
        <source>NumPy archives</source>
        <translation>NumPy 归档文件</translation>
    </message>
    <message>
        <source>%1 weights, where QDQ takes integers of up to 16 bits, float8 and float16</source>
        <translation>权重为 %1，而 QDQ 接受至多 16 位的整数、float8 和 float16</translation>
    </message>
    <message>
        <source>scales for groups of weights have a place in QDQ where a matrix is multiplied, not in convolutions of several taps</source>
        <translation>按组的权重缩放因子在 QDQ 中仅适用于矩阵乘法，不适用于卷积核大于 1×1 的卷积</translation>
    </message>
    <message>
        <source>%1 activations, where QDQ takes integers of up to 16 bits, float8 and float16</source>
        <translation>激活为 %1，而 QDQ 接受至多 16 位的整数、float8 和 float16</translation>
    </message>
    <message>
        <source>%1 rounding of activations, where QDQ rounds half to even</source>
        <translation>激活的舍入方式为 %1，而 QDQ 采用四舍六入五成双</translation>
    </message>
    <message>
        <source>%1: blocks have no place in QONNX</source>
        <translation>%1：QONNX 无法表示分块格式</translation>
    </message>
    <message>
        <source>%1: QONNX computes in float32, which does not hold it</source>
        <translation>%1：QONNX 以 float32 计算，无法容纳该格式</translation>
    </message>
    <message>
        <source>%1: QONNX knows integers and floats alone</source>
        <translation>%1：QONNX 只支持整数和浮点数</translation>
    </message>
    <message>
        <source>scales for groups of weights have no place in QONNX</source>
        <translation>QONNX 无法表示按组的权重缩放因子</translation>
    </message>
    <message>
        <source>%1 rounding of activations has no place in QONNX</source>
        <translation>QONNX 无法表示激活的 %1 舍入方式</translation>
    </message>
    <message>
        <source>QONNX model (any width)</source>
        <translation>QONNX 模型（任意位宽）</translation>
    </message>
    <message>
        <source>activations whose range every run finds anew: the file holds fixed scales</source>
        <translation>激活值的范围每次运行重新确定：文件只能保存固定的缩放因子</translation>
    </message>
    <message>
        <source>%1 activations, whose blocks find their scales in every run</source>
        <translation>%1 激活，其各块在每次运行时各自确定缩放</translation>
    </message>
    <message>
        <source>%1: QONNX knows floats with a sign and an exponent alone</source>
        <translation>%1：QONNX 只认识有符号和指数的浮点</translation>
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
    <name>ExportTexts</name>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>运行时计算</translation>
    </message>
    <message numerus="yes">
        <source>%n scales %1</source>
        <translation>
            <numerusform>%n 个缩放因子 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>, zero point %1</source>
        <translation>，零点 %1</translation>
    </message>
    <message>
        <source>opset %1</source>
        <translation>算子集 %1</translation>
    </message>
    <message>
        <source>opset %1 of %2</source>
        <translation>%2 的算子集 %1</translation>
    </message>
    <message>
        <source>its answer differs from ours by at most %1, of values up to %2</source>
        <translation>其答案与我们的最多相差 %1，数值最大为 %2</translation>
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
    <message>
        <source>drawn by hand</source>
        <translation>手绘码本</translation>
    </message>
    <message>
        <source>half steps</source>
        <translation>半步整数</translation>
    </message>
    <message>
        <source>k-means</source>
        <translation>k 均值</translation>
    </message>
    <message>
        <source>MX float blocks</source>
        <translation>MX 浮点分块</translation>
    </message>
    <message>
        <source>MX integer blocks</source>
        <translation>MX 整数分块</translation>
    </message>
    <message>
        <source>normal quantiles</source>
        <translation>正态分位数</translation>
    </message>
    <message>
        <source>NormalFloat</source>
        <translation>NormalFloat</translation>
    </message>
    <message>
        <source>NVFP4 blocks</source>
        <translation>NVFP4 分块</translation>
    </message>
    <message>
        <source>piecewise linear</source>
        <translation>分段线性</translation>
    </message>
    <message>
        <source>quantiles</source>
        <translation>分位数</translation>
    </message>
    <message>
        <source>ternary, threshold</source>
        <translation>三值（带阈值）</translation>
    </message>
    <message>
        <source>binary 0, 1</source>
        <translation>二值 0、1</translation>
    </message>
    <message>
        <source>designed float</source>
        <translation>自定浮点</translation>
    </message>
</context>
<context>
    <name>FolderEvaluation</name>
    <message>
        <source>evaluating %1 pictures</source>
        <translation>正在评估 %1 张图片</translation>
    </message>
    <message>
        <source>evaluating %1 pictures with the recipe that is compared with</source>
        <translation>正在用比较的配方评估 %1 张图片</translation>
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
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>SQNR %1</source>
        <translation>SQNR %1</translation>
    </message>
</context>
<context>
    <name>Grids</name>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>round</source>
        <translation>舍入</translation>
    </message>
    <message>
        <source>round(%1) = %2</source>
        <translation>舍入(%1) = %2</translation>
    </message>
    <message>
        <source>+ z</source>
        <translation>+ z</translation>
    </message>
    <message>
        <source>%1 + %2 = %3</source>
        <translation>%1 + %2 = %3</translation>
    </message>
    <message>
        <source>clamp: q</source>
        <translation>限幅：q</translation>
    </message>
    <message>
        <source>to %1 … %2</source>
        <translation>限于 %1 … %2</translation>
    </message>
    <message>
        <source>× s: x′</source>
        <translation>× s：x′</translation>
    </message>
    <message>
        <source>(%1 − %2) · %3</source>
        <translation>(%1 − %2) · %3</translation>
    </message>
    <message>
        <source>scale %1</source>
        <translation>缩放因子 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n scales %1</source>
        <translation>
            <numerusform>%n 个缩放因子 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>zero point %1</source>
        <translation>零点 %1</translation>
    </message>
    <message>
        <source>%1 levels, %2 … %3</source>
        <translation>%1 个级别，%2 … %3</translation>
    </message>
    <message>
        <source>%1 levels</source>
        <translation>%1 个级别</translation>
    </message>
    <message>
        <source>covers %1 … %2</source>
        <translation>覆盖 %1 … %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>Weights: scale 0.01 · 255 levels</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>as they are, no grid</source>
        <translation>保持原值，没有网格</translation>
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
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>a weight</source>
        <translation>一个权重</translation>
    </message>
    <message>
        <source>an activation</source>
        <translation>一个激活值</translation>
    </message>
    <message>
        <source>÷ s</source>
        <translation>÷ s</translation>
    </message>
    <message>
        <source>%1 / %2%3</source>
        <translation>%1 / %2%3</translation>
    </message>
    <message>
        <source>, in float32</source>
        <translation>，用 float32</translation>
    </message>
    <message>
        <source>nearest level</source>
        <translation>最近的级别</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>%1 的</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>x′ is x: this number lies on the grid.</source>
        <translation>x′ 就是 x：这个数在网格上。</translation>
    </message>
    <message>
        <source>x′ − x = %1: the number lies beyond the grid and is clipped.</source>
        <translation>x′ − x = %1：这个数超出网格，被截断。</translation>
    </message>
    <message>
        <source>x′ − x = %1, %2 of a step: the error of rounding.</source>
        <translation>x′ − x = %1，为步长的 %2：舍入误差。</translation>
    </message>
    <message>
        <source>q = %1, </source>
        <translation>q = %1， </translation>
    </message>
    <message>
        <source>The engine holds the same: %1x′ = %2.</source>
        <translation>引擎中保存的相同：%1x′ = %2。</translation>
    </message>
    <message>
        <source>A method moved it: the engine holds %1x′ = %2.</source>
        <translation>某个方法移动了它：引擎中保存的是 %1x′ = %2。</translation>
    </message>
    <message>
        <source>Every block of a run finds its own scale; this is the one of the widest block there can be.</source>
        <translation>每次运行的每一块各自确定缩放；这里是可能出现的最宽一块的缩放。</translation>
    </message>
</context>
<context>
    <name>HeadlineTexts</name>
    <message>
        <source>same answers</source>
        <translation>答案相同</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>smaller</source>
        <translation>更小</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>in size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>larger</source>
        <translation>更大</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>bits × elements</source>
        <translation>位数 × 元素数</translation>
    </message>
    <message>
        <source>%1 … %2 of %3 pictures</source>
        <translation>%1 … %2（共 %3 张图片）</translation>
    </message>
    <message>
        <source>Pictures of which both networks give the same top answer; the interval holds the true share with 95 %.</source>
        <translation>两个网络给出相同首选答案的图片所占比例；区间以 95 % 的把握包含真实比例。</translation>
    </message>
    <message>
        <source>Right answers: float %1, quantized %2.</source>
        <translation>答对的比例：浮点 %1，量化 %2。</translation>
    </message>
    <message>
        <source>%1 of %2 pictures so far</source>
        <translation>目前 %1 张，共 %2 张图片</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>of the output, for seeded noise</source>
        <translation>输出的，输入为固定种子的噪声</translation>
    </message>
    <message>
        <source>of the output, for this one input</source>
        <translation>输出的，仅此一个输入</translation>
    </message>
    <message>
        <source>The error of the network&apos;s output for what is shown; a folder of pictures would say how often the answers are the same.</source>
        <translation>网络输出对当前输入的误差；打开一个图片文件夹就能知道答案相同的比例。</translation>
    </message>
    <message>
        <source>≈ equal</source>
        <translation>≈ 相同</translation>
    </message>
    <message>
        <source>in speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>更慢</translation>
    </message>
    <message>
        <source>The parameters: bits × elements, biases at 32 bits. In memory with padding and scales: %1.</source>
        <translation>参数大小：位数 × 元素数，偏置按 32 位计。连同填充和缩放系数在内存中占 %1。</translation>
    </message>
    <message>
        <source>Other work on this machine disturbed the runs.</source>
        <translation>这台机器上的其他任务干扰了测量。</translation>
    </message>
    <message>
        <source>machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>The instruction set that the layers run on</source>
        <translation>各层运行所用的指令集</translation>
    </message>
    <message>
        <source>executed</source>
        <translation>实际执行</translation>
    </message>
    <message>
        <source>%1 of %2 layers</source>
        <translation>%1 层，共 %2 层</translation>
    </message>
    <message>
        <source>The other layers are simulated: rounded to their formats, computed in float.</source>
        <translation>其余各层为模拟：舍入到其格式，以浮点计算。</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>median of %1 runs</source>
        <translation>%1 次运行的中位数</translation>
    </message>
    <message>
        <source>, disturbed by other work</source>
        <translation>，受其他任务干扰</translation>
    </message>
    <message>
        <source>Both networks in turn, so that a drifting clock hits them alike</source>
        <translation>两个网络交替运行，时钟漂移对二者影响相同</translation>
    </message>
    <message>
        <source>calibrated</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>The ranges of the activations come from these</source>
        <translation>激活的范围由这些图片得出</translation>
    </message>
    <message>
        <source>kept %1</source>
        <translation>保留的 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>another</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>top answer</source>
        <translation>首选答案</translation>
    </message>
    <message>
        <source>for seeded noise</source>
        <translation>对于固定种子的噪声</translation>
    </message>
    <message>
        <source>for this one input</source>
        <translation>对于这一个输入</translation>
    </message>
    <message>
        <source>The best answer of the float network and of the quantized one for what is shown; a folder of pictures would say how often they are the same.</source>
        <translation>浮点网络与量化网络对当前输入的最佳答案；若打开图片文件夹，就能知道两者有多少次相同。</translation>
    </message>
    <message>
        <source>Medians of %1 runs of each network in turn, %2; half of the quantized runs took %3 to %4.</source>
        <translation>两个网络交替运行，各 %1 次的中位数，%2；半数量化运行用时 %3 到 %4。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>instruction set, threads</comment>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>with %n pictures</source>
        <translation>
            <numerusform>用 %n 张图片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KernelText</name>
    <message>
        <source>products of 32-bit floats</source>
        <translation>32 位浮点乘积</translation>
    </message>
    <message>
        <source>products of 64-bit floats</source>
        <translation>64 位浮点乘积</translation>
    </message>
    <message>
        <source>products of bfloat16</source>
        <translation>bfloat16 乘积</translation>
    </message>
    <message>
        <source>signs compared, 64 at a time, and counted</source>
        <translation>每次比较 64 个符号并计数</translation>
    </message>
    <message>
        <source>−1, 0 and 1 as two planes of bits, counted</source>
        <translation>−1、0、1 存为两个位平面并计数</translation>
    </message>
    <message>
        <source>products of 16-bit integers</source>
        <translation>16 位整数乘积</translation>
    </message>
    <message>
        <source>products of 32-bit integers</source>
        <translation>32 位整数乘积</translation>
    </message>
    <message>
        <source>products of 64-bit integers</source>
        <translation>64 位整数乘积</translation>
    </message>
    <message>
        <source>products of 8-bit integers</source>
        <translation>8 位整数乘积</translation>
    </message>
    <message>
        <source>products of 8-bit by 7-bit integers</source>
        <translation>8 位与 7 位整数的乘积</translation>
    </message>
    <message>
        <source>products of 8-bit by 4-bit integers, which are unpacked on the way</source>
        <translation>8 位与 4 位整数的乘积，4 位边算边解包</translation>
    </message>
    <message>
        <source>products of 8-bit by 2-bit integers, which are unpacked on the way</source>
        <translation>8 位与 2 位整数的乘积，2 位边算边解包</translation>
    </message>
    <message>
        <source>products of 8-bit integers by signs, which are unpacked on the way</source>
        <translation>8 位整数与符号的乘积，符号边算边解包</translation>
    </message>
    <message>
        <source>each channel by itself, in integers</source>
        <translation>逐通道整数计算</translation>
    </message>
    <message>
        <source>each channel by itself, in floats</source>
        <translation>逐通道浮点计算</translation>
    </message>
    <message>
        <source>Winograd&apos;s algorithm in exact 16-bit integers, 2×2 outputs at a time</source>
        <translation>精确 16 位整数 Winograd 算法，每次 2×2 个输出</translation>
    </message>
    <message>
        <source>Winograd&apos;s algorithm in exact 16-bit integers, 4×4 outputs at a time</source>
        <translation>精确 16 位整数 Winograd 算法，每次 4×4 个输出</translation>
    </message>
    <message>
        <source>Winograd&apos;s algorithm in floats, 2×2 outputs at a time</source>
        <translation>浮点 Winograd 算法，每次 2×2 个输出</translation>
    </message>
    <message>
        <source>Winograd&apos;s algorithm in floats, 4×4 outputs at a time</source>
        <translation>浮点 Winograd 算法，每次 4×4 个输出</translation>
    </message>
    <message>
        <source>the operator itself, in floats</source>
        <translation>算子本身，浮点计算</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what a kernel does, and its name</comment>
        <translation>%1（%2）</translation>
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
    <name>LadderTexts</name>
    <message>
        <source>drawing the ladder map</source>
        <translation>正在绘制阶梯图</translation>
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
        <source>kept A</source>
        <translation>A 的 A</translation>
    </message>
    <message>
        <source>kept dB</source>
        <translation>A 的 dB</translation>
    </message>
    <message>
        <source>kept time</source>
        <translation>A 的用时</translation>
    </message>
    <message>
        <source>Format of the weights in the kept recipe</source>
        <translation>保留配方中的权重格式</translation>
    </message>
    <message>
        <source>Format of the activations in the kept recipe</source>
        <translation>保留配方中的激活格式</translation>
    </message>
    <message>
        <source>Signal to quantization noise in the kept recipe</source>
        <translation>保留配方的信号与量化噪声比</translation>
    </message>
    <message>
        <source>Measured time in the kept recipe, median</source>
        <translation>保留配方的测量用时，中位数</translation>
    </message>
    <message>
        <source>hurts</source>
        <translation>损害</translation>
    </message>
    <message>
        <source>What the layer does when it alone is quantized: divergence of the answers, in thousandths of a nat</source>
        <translation>仅量化此层时的影响：答案的散度，以千分之一奈特计</translation>
    </message>
    <message>
        <source>saves</source>
        <translation>可省</translation>
    </message>
    <message>
        <source>What one bit less for each of the layer&apos;s weights would save</source>
        <translation>该层每个权重少一位能省下多少</translation>
    </message>
</context>
<context>
    <name>LessonFeedback</name>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>You said %1, it is %2.</source>
        <translation>你说 %1，实际是 %2。</translation>
    </message>
    <message>
        <source>Right.</source>
        <translation>对。</translation>
    </message>
    <message>
        <source>It is: %1</source>
        <translation>答案是：%1</translation>
    </message>
    <message>
        <source>Your task:</source>
        <translation>你的任务：</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完成。</translation>
    </message>
    <message>
        <source>This cannot be computed: %1</source>
        <translation>无法计算：%1</translation>
    </message>
    <message>
        <source>At %1 it gives %2 instead of %3.</source>
        <translation>当 %1 时得到 %2，应为 %3。</translation>
    </message>
    <message>
        <source>Right on all values.</source>
        <translation>所有取值都对。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量……</translation>
    </message>
    <message>
        <source>On average you are %1 of the height off; the most at %2: you drew %3, it is %4.</source>
        <translation>平均偏离高度的 %1；%2 处最多：你画的是 %3，实际是 %4。</translation>
    </message>
</context>
<context>
    <name>LessonJobs</name>
    <message>
        <source>measuring the curve of the lesson</source>
        <translation>正在测量课程的曲线</translation>
    </message>
    <message>
        <source>time-lapse from 64 bits to 1</source>
        <translation>从 64 位到 1 位的延时动画</translation>
    </message>
</context>
<context>
    <name>LevelText</name>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
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
    <message>
        <source>trained weights</source>
        <translation>训练得到的权重</translation>
    </message>
</context>
<context>
    <name>MethodTexts</name>
    <message>
        <source>%1 (%2 → %3)</source>
        <comment>conv1 (20 → 24)</comment>
        <translation>%1（%2 → %3）</translation>
    </message>
    <message numerus="yes">
        <source>%n layers changed</source>
        <translation>
            <numerusform>改变了 %n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>; %1 on average %2 → %3</source>
        <translation>；%1平均 %2 → %3</translation>
    </message>
    <message>
        <source>; most: %1, least: %2</source>
        <translation>；最多：%1，最少：%2</translation>
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
    <name>MicroscopeTexts</name>
    <message>
        <source>(q_x − z_x)·(q_w − z_w), exact; in float: x·w</source>
        <translation>(q_x − z_x)·(q_w − z_w)，精确；浮点：x·w</translation>
    </message>
    <message>
        <source>widest partial sum</source>
        <translation>最宽的部分和</translation>
    </message>
    <message>
        <source>+ bias</source>
        <translation>+ 偏置</translation>
    </message>
    <message>
        <source>in float</source>
        <translation>用浮点加</translation>
    </message>
    <message>
        <source>In units of s_x·s_w = %1·%2</source>
        <translation>以 s_x·s_w = %1·%2 为单位</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>和</translation>
    </message>
    <message>
        <source>× M</source>
        <translation>× M</translation>
    </message>
    <message>
        <source>M = s_x·s_w/s_y as a float32; without floats: %1·2^−%2</source>
        <translation>M = s_x·s_w/s_y，float32；不用浮点：%1·2^−%2</translation>
    </message>
    <message>
        <source>scaled</source>
        <translation>缩放后</translation>
    </message>
    <message>
        <source>rounded, + z_y</source>
        <translation>取整，+ z_y</translation>
    </message>
    <message>
        <source>The zero point of the output is %1</source>
        <translation>输出的零点是 %1</translation>
    </message>
    <message>
        <source>clamped: the code</source>
        <translation>限幅后的编码</translation>
    </message>
    <message>
        <source>Codes from %1 to %2 are left by the format and by a Relu or Clip</source>
        <translation>格式以及 Relu 或 Clip 留下的编码：%1 到 %2</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>input, rounding</source>
        <translation>输入，取整</translation>
    </message>
    <message>
        <source>input, clipping</source>
        <translation>输入，截断</translation>
    </message>
    <message>
        <source>both together</source>
        <translation>两者共同</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>accumulator</source>
        <translation>累加器</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>限幅</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>tap</source>
        <translation>核位置</translation>
    </message>
    <message>
        <source>from</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>product</source>
        <translation>乘积</translation>
    </message>
    <message>
        <source>Σ w·x</source>
        <translation>Σ w·x</translation>
    </message>
    <message>
        <source>padding</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Σ of %1 products</source>
        <translation>%1 个乘积的 Σ</translation>
    </message>
    <message>
        <source>value without the changes</source>
        <translation>不做改动时的值</translation>
    </message>
    <message>
        <source>What the engine holds; everything else here is what it would be</source>
        <translation>引擎里的值；这里其余的都是“假如”</translation>
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
    <name>NodeTexts</name>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 个</translation>
    </message>
    <message>
        <source>tensor %1</source>
        <translation>张量 %1</translation>
    </message>
    <message>
        <source>a graph of its own, nodes: %1, computed in float</source>
        <translation>内部子图，共 %1 个节点，以浮点计算</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>%1, opset %2</source>
        <translation>%1，opset %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>in</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>限幅</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
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
    <message>
        <source>the same sums by Winograd&apos;s algorithm in 16-bit integers</source>
        <translation>以 Winograd 算法用 16 位整数得到同样的和</translation>
    </message>
    <message>
        <source>rounded to the range of each run, computed in float</source>
        <translation>按每次运行的范围舍入，用浮点计算</translation>
    </message>
    <message>
        <source>each block of each run has a scale of its own, computed in float</source>
        <translation>每次运行的每一块各有自己的缩放，用浮点计算</translation>
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
    <message>
        <source>now: %1; kept: boxes %2 → %3, %4 alike</source>
        <translation>当前：%1；保留的：框 %2 → %3，%4 个相同</translation>
    </message>
</context>
<context>
    <name>OutputRegions</name>
    <message>
        <source>another class than float: %1 of the plane from %2 to %3</source>
        <translation>与浮点类别不同：平面（%2 到 %3）的 %1</translation>
    </message>
    <message>
        <source>class %1</source>
        <translation>类别 %1</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
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
    <message>
        <source>where it differs now: %1 of the pixels; kept: %2</source>
        <translation>当前不同之处：%1 的像素；保留的：%2</translation>
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
    <message>
        <source>A number&apos;s way</source>
        <translation>数的历程</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Compare ways</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Microscope</source>
        <translation>显微镜</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Ladder</source>
        <translation>阶梯图</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>Blame</source>
        <translation>责任</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>Measures</source>
        <translation>度量</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>工坊</translation>
    </message>
</context>
<context>
    <name>Parameter</name>
    <message>
        <source>percentile</source>
        <translation>百分位数</translation>
    </message>
    <message>
        <source>knee (0: the best one)</source>
        <translation>拐点（0：自动选最佳）</translation>
    </message>
    <message>
        <source>threshold in mean magnitudes</source>
        <translation>阈值（平均幅值的倍数）</translation>
    </message>
    <message>
        <source>lower limit</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>upper limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>zero point</source>
        <translation>零点</translation>
    </message>
    <message>
        <source>standard deviations</source>
        <translation>标准差倍数</translation>
    </message>
    <message>
        <source>exponent p</source>
        <translation>指数 p</translation>
    </message>
    <message>
        <source>share of the newest picture</source>
        <translation>最新图片的权重</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
</context>
<context>
    <name>Perspectives</name>
    <message>
        <source>Explore</source>
        <translation>探索</translation>
    </message>
    <message>
        <source>Faders, distributions, the answer</source>
        <translation>推子、分布和答案</translation>
    </message>
    <message>
        <source>Tune</source>
        <translation>调优</translation>
    </message>
    <message>
        <source>The layer table beside the pages that search and compare</source>
        <translation>层表与用于搜索和比较的页面并列</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>教学</translation>
    </message>
    <message>
        <source>A lesson, one page, large text</source>
        <translation>一节课、一个页面、大号文字</translation>
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
    <name>Printed</name>
    <message>
        <source>the scale of 8 bits for values from a to b</source>
        <translation>a 到 b 的值用 8 位时的比例</translation>
    </message>
    <message>
        <source>It is an inverse, and 32 is the width of the float, not of the code.</source>
        <translation>它是倒数，而且 32 是浮点的位宽，不是码的位宽。</translation>
    </message>
    <message>
        <source>the zero point of codes from 0 to 255 for values from a to b</source>
        <translation>a 到 b 的值用 0 到 255 的码时的零点</translation>
    </message>
    <message>
        <source>The middle is a value; the zero point is the code that 0 gets, a whole number.</source>
        <translation>中点是一个值；零点是 0 得到的码，是整数。</translation>
    </message>
    <message>
        <source>x′ of x with b bits for values from low to high</source>
        <translation>low 到 high 的值用 b 位时 x 的 x′</translation>
    </message>
    <message>
        <source>b bits have 2^b levels.</source>
        <translation>b 位有 2^b 个级。</translation>
    </message>
    <message>
        <source>x′ of w on q even places from a to b</source>
        <translation>w 在 a 到 b 的 q 个等距位置上的 x′</translation>
    </message>
    <message>
        <source>A code plus a value is neither: round, then map back.</source>
        <translation>码加上值两样都不是：先舍入，再映射回去。</translation>
    </message>
    <message>
        <source>x′ of a usual weight w, largest magnitude m, 4 bits</source>
        <translation>普通权重 w 的 x′，最大绝对值 m，4 位</translation>
    </message>
    <message>
        <source>A step that does not come from the data turns every usual weight into 0 or −16.</source>
        <translation>不是由数据得来的步长把每个普通权重变成 0 或 −16。</translation>
    </message>
    <message>
        <source>x′ of x with the step 16</source>
        <translation>步长 16 时 x 的 x′</translation>
    </message>
    <message>
        <source>Cutting off errs by up to a whole step, always downwards.</source>
        <translation>截断最多错一整步，而且总是向下。</translation>
    </message>
    <message>
        <source>the code of w in a layer of largest magnitude m</source>
        <translation>最大绝对值为 m 的层里 w 的码</translation>
    </message>
    <message>
        <source>The scale comes from the weights of each layer, not from the range of the codes.</source>
        <translation>比例来自各层的权重，不是来自码的范围。</translation>
    </message>
    <message>
        <source>the code of x from 0 to 255 with scale s and zero point z</source>
        <translation>比例 s、零点 z 时 x 从 0 到 255 的码</translation>
    </message>
    <message>
        <source>s is one step already, and z is a code: it is added behind the division.</source>
        <translation>s 已经是一步，而 z 是码：除完再加。</translation>
    </message>
    <message>
        <source>the binary weight for w with the mean magnitude m</source>
        <translation>平均绝对值为 m 时 w 的二值权重</translation>
    </message>
    <message>
        <source>Without −1 nothing is ever subtracted.</source>
        <translation>没有 −1 就什么也减不了。</translation>
    </message>
    <message>
        <source>x′ of x with the scale s</source>
        <translation>比例 s 时 x 的 x′</translation>
    </message>
    <message>
        <source>Nothing was rounded, so nothing was stored in fewer bits.</source>
        <translation>什么也没有舍入，所以也没有用更少的位存下。</translation>
    </message>
    <message>
        <source>what the next layer gets for x with the scale s</source>
        <translation>比例 s 时下一层从 x 得到什么</translation>
    </message>
    <message>
        <source>Codes are not values: they are 1/s times too large.</source>
        <translation>码不是值：大了 1/s 倍。</translation>
    </message>
    <message>
        <source>the bias b after the mean error m was corrected</source>
        <translation>修正平均误差 m 之后的偏置 b</translation>
    </message>
    <message>
        <source>After the first time the mean error is 0; the second time makes one of −m.</source>
        <translation>第一次之后平均误差是 0；第二次造出一个 −m 的误差。</translation>
    </message>
    <message>
        <source>what pruning below the threshold t leaves of w</source>
        <translation>按阈值 t 剪枝后 w 剩下什么</translation>
    </message>
    <message>
        <source>The mask keeps what should go.</source>
        <translation>掩码留下了该去掉的。</translation>
    </message>
    <message>
        <source>the teacher&apos;s share of the class with score b beside a, for T = 4</source>
        <translation>T = 4 时，得分 a 旁边得分为 b 的类，教师给它的份额</translation>
    </message>
    <message>
        <source>Without a temperature the teacher&apos;s shares say hardly more than the label.</source>
        <translation>没有温度，教师的份额说的几乎不比标签多。</translation>
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
    <message>
        <source>step by hand</source>
        <translation>手动步长</translation>
    </message>
    <message>
        <source>mean ± k·σ</source>
        <translation>均值 ± k·σ</translation>
    </message>
    <message>
        <source>entropy (KL)</source>
        <translation>熵（KL 散度）</translation>
    </message>
    <message>
        <source>least Lp</source>
        <translation>最小 Lp 误差</translation>
    </message>
    <message>
        <source>moving average</source>
        <translation>滑动平均</translation>
    </message>
    <message>
        <source>of every run</source>
        <translation>每次运行</translation>
    </message>
</context>
<context>
    <name>Rounding</name>
    <message>
        <source>half to even</source>
        <translation>四舍六入五成双</translation>
    </message>
    <message>
        <source>ceiling</source>
        <translation>向上取整</translation>
    </message>
    <message>
        <source>floor</source>
        <translation>向下取整</translation>
    </message>
    <message>
        <source>half away from zero</source>
        <translation>四舍五入（远离零）</translation>
    </message>
    <message>
        <source>half up</source>
        <translation>逢半向上</translation>
    </message>
    <message>
        <source>stochastic</source>
        <translation>随机舍入</translation>
    </message>
    <message>
        <source>toward zero</source>
        <translation>向零</translation>
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
    <name>Search</name>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Bit operations</source>
        <translation>位运算量</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>能耗</translation>
    </message>
</context>
<context>
    <name>SearchTexts</name>
    <message>
        <source>searching for recipes</source>
        <translation>正在搜索配方</translation>
    </message>
</context>
<context>
    <name>SensitivityTexts</name>
    <message>
        <source>measuring sensitivity</source>
        <translation>正在测量敏感度</translation>
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
    <message>
        <source> bit</source>
        <translation> 位</translation>
    </message>
    <message>
        <source> bits</source>
        <translation> 位</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation>带动量的 SGD</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>in steps</source>
        <translation>阶梯式</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>恒定</translation>
    </message>
</context>
<context>
    <name>TrainingViews</name>
    <message>
        <source>%1, channel %2, weight %3</source>
        <translation>%1，通道 %2，权重 %3</translation>
    </message>
    <message>
        <source>Where do the weights of %1 stand?</source>
        <translation>%1 的权重在哪里？</translation>
    </message>
    <message>
        <source>weight (steps of its grid)</source>
        <translation>权重（网格步长）</translation>
    </message>
    <message>
        <source>before training</source>
        <translation>训练之前</translation>
    </message>
</context>
<context>
    <name>WaysTexts</name>
    <message>
        <source>comparing ways for %1</source>
        <translation>正在比较 %1 的各种方式</translation>
    </message>
</context>
<context>
    <name>WorkshopTexts</name>
    <message>
        <source>This layer has no weights.</source>
        <translation>这一层没有权重。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::AdvicePage</name>
    <message>
        <source>Is my calibration any good?</source>
        <translation>我的校准可靠吗？</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Examine</source>
        <translation>检查(&amp;E)</translation>
    </message>
    <message>
        <source>Open a model to have its calibration examined.</source>
        <translation>打开一个模型以检查其校准。</translation>
    </message>
    <message>
        <source>This is being computed…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>What stands here is of older settings; Examine looks again.</source>
        <translation>这里显示的是旧设置的结果；点击“检查”重新查看。</translation>
    </message>
    <message>
        <source>Examine to see what is wrong with calibration, preprocessing and numbers.</source>
        <translation>点击“检查”，查看校准、预处理和数值有什么问题。</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>下一步：%1</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
</context>
<context>
    <name>bitladder::app::BlamePage</name>
    <message>
        <source>picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Pictures whose answer has changed</source>
        <translation>答案改变的图片</translation>
    </message>
    <message>
        <source>A double click shows the picture</source>
        <translation>双击显示图片</translation>
    </message>
    <message>
        <source>This is being computed…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Choose a picture to see where its answer is lost.</source>
        <translation>选择一张图片，查看其答案在哪里丢失。</translation>
    </message>
    <message>
        <source>Open a model with a folder of pictures to see whose answers change.</source>
        <translation>打开模型和图片文件夹，查看哪些答案改变了。</translation>
    </message>
    <message numerus="yes">
        <source>All of the %n answers so far are the same.</source>
        <translation>
            <numerusform>目前的 %n 个答案全部相同。</numerusform>
        </translation>
    </message>
    <message>
        <source>Where is the answer to %1 lost?</source>
        <translation>%1 的答案在哪里丢失？</translation>
    </message>
    <message>
        <source>The answer is the same.</source>
        <translation>答案相同。</translation>
    </message>
    <message numerus="yes">
        <source>In float, %1 alone bring the answer back; none of them can be left out (%n runs).</source>
        <translation>
            <numerusform>只需将 %1 恢复为浮点即可找回答案；其中任何一层都不可缺少（运行 %n 次）。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n layers in float</source>
        <translation>
            <numerusform>将 %n 层设为浮点</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in float</source>
        <translation>%1 设为浮点</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 answers have changed. Choose a picture to see who is to blame.</source>
        <translation>
            <numerusform>%1 个答案中有 %n 个改变了。选择一张图片，查看由谁造成。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::BookPanel</name>
    <message>
        <source>&amp;Draw its levels</source>
        <translation>画它的级(&amp;D)</translation>
    </message>
    <message>
        <source>Width of the code book</source>
        <translation>码本的位宽</translation>
    </message>
    <message>
        <source>Gives the layer&apos;s weights a code book and opens Distribution, where its levels are dragged</source>
        <translation>给这一层的权重一个码本，并打开“分布”页，在那里拖动各级</translation>
    </message>
    <message>
        <source>A code book is a list of levels, wherever you want them: 2^b for b bits. Each is dragged with the mouse on the page Distribution, among the weights that it is for, or typed in the inspector.</source>
        <translation>码本是一列级，放在哪里由你：b 位有 2^b 个。在“分布”页上，在它所服务的权重之间用鼠标拖动每一级，或在检查器里输入。</translation>
    </message>
    <message>
        <source>Select a layer: its weights get the code book.</source>
        <translation>选择一层：它的权重得到码本。</translation>
    </message>
    <message>
        <source>Levels of %1: %2</source>
        <translation>%1 的级：%2</translation>
    </message>
    <message>
        <source>The levels of %1 are even until one is moved.</source>
        <translation>在移动某一级之前，%1 的级是等距的。</translation>
    </message>
    <message>
        <source>%1 has no code book of yours yet.</source>
        <translation>%1 还没有你的码本。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::BudgetPage</name>
    <message>
        <source>&amp;Keep</source>
        <translation>保持(&amp;K)</translation>
    </message>
    <message>
        <source>answers, least</source>
        <translation>的相同答案，最小化</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>至多</translation>
    </message>
    <message>
        <source>weights from</source>
        <translation>权重最窄</translation>
    </message>
    <message>
        <source>activations from</source>
        <translation>激活最窄</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Least share of equal answers</source>
        <translation>相同答案的最小比例</translation>
    </message>
    <message>
        <source>How many of the pictures must be answered as the float network does; Return begins the search</source>
        <translation>必须与浮点网络答案相同的图片比例；按回车开始搜索</translation>
    </message>
    <message>
        <source>Highest cost</source>
        <translation>最高代价</translation>
    </message>
    <message>
        <source>What is made small</source>
        <translation>要最小化的量</translation>
    </message>
    <message>
        <source>30 s</source>
        <translation>30 秒</translation>
    </message>
    <message>
        <source>2 min</source>
        <translation>2 分钟</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 分钟</translation>
    </message>
    <message>
        <source>How long the search may take</source>
        <translation>搜索可用的时间</translation>
    </message>
    <message>
        <source> bits</source>
        <translation> 位</translation>
    </message>
    <message>
        <source>The narrowest integers that the search may choose; the widest have 8 bits</source>
        <translation>搜索可以选用的最窄整数；最宽为 8 位</translation>
    </message>
    <message>
        <source>Narrowest weights</source>
        <translation>最窄的权重</translation>
    </message>
    <message>
        <source>Narrowest activations</source>
        <translation>最窄的激活</translation>
    </message>
    <message>
        <source>Takes the recipe that costs least and keeps the limits</source>
        <translation>采用满足限制且代价最小的配方</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>搜索(&amp;S)</translation>
    </message>
    <message>
        <source>Open a model with pictures to see what it can do with fewer bits.</source>
        <translation>打开模型和图片，查看用更少的位能做到什么程度。</translation>
    </message>
    <message>
        <source>Open a folder of pictures: recipes are measured by their answers to them.</source>
        <translation>打开一个图片文件夹：配方按其答案来衡量。</translation>
    </message>
    <message>
        <source>Searching: first every layer is probed, then whole recipes are measured…</source>
        <translation>正在搜索：先逐层试探，再测量完整的配方…</translation>
    </message>
    <message>
        <source>Say how many answers must stay the same, and press Return or Search.</source>
        <translation>设定必须保持相同的答案比例，然后按回车或点击“搜索”。</translation>
    </message>
    <message>
        <source>&amp;Apply the best</source>
        <translation>采用最佳(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Apply: %1 %2, %3</source>
        <translation>采用最佳(&amp;A)：%1 %2，%3</translation>
    </message>
    <message>
        <source>apply %1</source>
        <translation>采用 %1</translation>
    </message>
    <message>
        <source>&amp;with methods</source>
        <translation>使用方法(&amp;W)</translation>
    </message>
    <message>
        <source>Half of the time goes to recipes with GPTQ and bias correction, which may do with fewer bits</source>
        <translation>一半时间用于带 GPTQ 和偏置校正的配方，它们可能用更少的位</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More to choose from</source>
        <translation>更多选择</translation>
    </message>
    <message>
        <source>Layers whose outputs meet in a &amp;sum get the same formats</source>
        <translation>输出相加的层使用相同格式(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;First and last layer stay at 8 bits</source>
        <translation>首层和末层保持 8 位(&amp;F)</translation>
    </message>
    <message>
        <source>Weights, beside integers</source>
        <translation>整数以外的权重</translation>
    </message>
    <message>
        <source>Simulated: the file becomes smaller, the network not faster</source>
        <translation>模拟执行：文件变小，网络不会变快</translation>
    </message>
    <message>
        <source>Integers of one width are added without being converted</source>
        <translation>同一位宽的整数相加时不必转换</translation>
    </message>
    <message>
        <source>They hurt most when they are narrow, and weigh little</source>
        <translation>它们变窄时损害最大，而所占字节很少</translation>
    </message>
    <message>
        <source>The search may choose it for weights</source>
        <translation>搜索可以为权重选用它</translation>
    </message>
</context>
<context>
    <name>bitladder::app::CompareMenu</name>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation>Ctrl+Shift+K</translation>
    </message>
    <message>
        <source>&amp;Keep this recipe</source>
        <translation>保留此配方(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Swap</source>
        <translation>交换(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Adopt</source>
        <translation>采用(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>重命名(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Drop</source>
        <translation>放弃(&amp;D)</translation>
    </message>
    <message>
        <source>Keeps the present recipe under a name and compares with it while editing goes on</source>
        <translation>以一个名称保留当前配方，继续编辑时与它比较</translation>
    </message>
    <message>
        <source>Keeps the present recipe and edits the one that it is compared with</source>
        <translation>保留当前配方，并编辑用于比较的那一个</translation>
    </message>
    <message>
        <source>The present recipe becomes what it is compared with</source>
        <translation>当前配方变为用于比较的那一个</translation>
    </message>
    <message>
        <source>&amp;Swap with %1</source>
        <translation>与 %1 交换(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Adopt %1</source>
        <translation>采用 %1(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Rename %1…</source>
        <translation>重命名 %1(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Drop %1</source>
        <translation>放弃 %1(&amp;D)</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>比较对象</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Rename candidate</source>
        <translation>重命名候选配方</translation>
    </message>
    <message>
        <source>&amp;Name of the candidate:</source>
        <translation>候选配方的名称(&amp;N)：</translation>
    </message>
    <message>
        <source>Another name for the recipe that is compared with</source>
        <translation>为用于比较的配方另取名称</translation>
    </message>
    <message>
        <source>Forgets the recipe that is compared with; Ctrl+Z brings it back</source>
        <translation>丢弃用于比较的配方；Ctrl+Z 可恢复</translation>
    </message>
    <message>
        <source>The present recipe stands alone, beside float</source>
        <translation>当前配方只与浮点比较</translation>
    </message>
    <message>
        <source>Shows it beside the present recipe: %1</source>
        <translation>将其显示在当前配方旁：%1</translation>
    </message>
</context>
<context>
    <name>bitladder::app::CostPage</name>
    <message>
        <source>What does it cost?</source>
        <translation>代价是多少？</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>代价</translation>
    </message>
    <message>
        <source>as in the file</source>
        <translation>文件原样</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>What the recipe costs</source>
        <translation>配方的代价</translation>
    </message>
    <message>
        <source>Runs the network for a second and reads the processor&apos;s counter before and after</source>
        <translation>运行网络一秒，前后读取处理器的计数器</translation>
    </message>
    <message>
        <source>Energy of one operation in pJ (45 nm; Horowitz, ISSCC 2014)</source>
        <translation>单次运算的能量，pJ（45 nm；Horowitz，ISSCC 2014）</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>The figures as they were printed</source>
        <translation>恢复为发表的数值</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Measure energy</source>
        <translation>测量能量(&amp;M)</translation>
    </message>
    <message>
        <source>Open a model to see what it costs.</source>
        <translation>打开模型以查看其代价。</translation>
    </message>
    <message>
        <source>&amp;Table of energies</source>
        <translation>能量表(&amp;T)</translation>
    </message>
    <message>
        <source>What single operations take; other figures can be written in</source>
        <translation>单次运算的能量；可以改写数值</translation>
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
    <message>
        <source>Follows the number that was clicked, step by step through the grid</source>
        <translation>逐步跟踪所点击的数通过网格的过程</translation>
    </message>
    <message>
        <source>The way of %1…</source>
        <translation>%1 的历程…</translation>
    </message>
    <message>
        <source>float against quantized</source>
        <translation>浮点对量化</translation>
    </message>
    <message>
        <source>Select a layer to see what each of its values became.</source>
        <translation>选择一层，查看它的每个值变成了什么。</translation>
    </message>
    <message>
        <source>a level of %1 by hand</source>
        <translation>手动设定 %1 的级别</translation>
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
        <source>keep %1</source>
        <translation>保留 %1</translation>
    </message>
    <message>
        <source>compare with none</source>
        <translation>不比较</translation>
    </message>
    <message>
        <source>compare with %1</source>
        <translation>与 %1 比较</translation>
    </message>
    <message>
        <source>edit %1, compare with %2</source>
        <translation>编辑 %1，与 %2 比较</translation>
    </message>
    <message>
        <source>adopt %1</source>
        <translation>采用 %1</translation>
    </message>
    <message>
        <source>drop %1</source>
        <translation>放弃 %1</translation>
    </message>
    <message>
        <source>rename %1 to %2</source>
        <translation>将 %1 重命名为 %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 → %n bits</source>
        <translation>
            <numerusform>%1 %2 → %n 位</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 → %n bits</source>
        <comment>from different widths</comment>
        <translation>
            <numerusform>%1 → %n 位</numerusform>
        </translation>
    </message>
    <message>
        <source>drop a candidate</source>
        <translation>放弃一个候选配方</translation>
    </message>
    <message>
        <source>compare with another candidate</source>
        <translation>与另一个候选配方比较</translation>
    </message>
    <message>
        <source>another recipe</source>
        <translation>另一个配方</translation>
    </message>
    <message>
        <source>methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>%1: grids</source>
        <translation>%1：网格</translation>
    </message>
    <message>
        <source>%1: grid</source>
        <translation>%1：网格</translation>
    </message>
    <message>
        <source>make exportable as %1</source>
        <translation>改为可导出为 %1</translation>
    </message>
</context>
<context>
    <name>bitladder::app::DrawnLevels</name>
    <message>
        <source>Levels of the weights</source>
        <translation>权重的级别</translation>
    </message>
    <message>
        <source>Levels of the activations</source>
        <translation>激活的级别</translation>
    </message>
    <message>
        <source>Numbers in steps of the scale, with semicolons between them; nothing: an even grid</source>
        <translation>以缩放为单位的数，用分号隔开；留空则为均匀网格</translation>
    </message>
    <message>
        <source>These are not all numbers.</source>
        <translation>其中有的不是数。</translation>
    </message>
    <message>
        <source>There are %1 numbers, but %2 bits hold at most %3.</source>
        <translation>有 %1 个数，但 %2 位最多容纳 %3 个。</translation>
    </message>
    <message>
        <source>levels of %1</source>
        <translation>%1 的级别</translation>
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
    <name>bitladder::app::ExportPage</name>
    <message>
        <source>&amp;Make exportable</source>
        <translation>改为可导出(&amp;M)</translation>
    </message>
    <message>
        <source>no format</source>
        <translation>无格式</translation>
    </message>
    <message>
        <source>Layers that the file cannot hold are marked in the table of layers while you edit</source>
        <translation>编辑时，文件无法保存的层会在层表中标出</translation>
    </message>
    <message>
        <source>Format of the file</source>
        <translation>文件格式</translation>
    </message>
    <message>
        <source>Changes the layers that the file cannot hold as little as helps; one step for Undo</source>
        <translation>尽可能少地改变文件无法保存的层；可一步撤销</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>why the file cannot hold it</source>
        <translation>文件无法保存的原因</translation>
    </message>
    <message>
        <source>Layers that the file cannot hold</source>
        <translation>文件无法保存的层</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>their scales</source>
        <translation>其缩放因子</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>its scale</source>
        <translation>其缩放因子</translation>
    </message>
    <message>
        <source>What the file contains</source>
        <translation>文件的内容</translation>
    </message>
    <message>
        <source>&amp;Check against</source>
        <translation>对照格式(&amp;C)</translation>
    </message>
    <message>
        <source>Open a model to see what a file can hold of it.</source>
        <translation>打开模型，查看文件能保存其中哪些内容。</translation>
    </message>
    <message>
        <source>No format is chosen: nothing is checked.</source>
        <translation>未选择格式：不作检查。</translation>
    </message>
    <message>
        <source>✓ The file can hold the recipe as it is. Export writes it, and reads it back.</source>
        <translation>✓ 文件可以原样保存此配方。导出会写入文件并重新读取。</translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n layers cannot be written as they are.</source>
        <translation>
            <numerusform>⚠ %n 层无法原样写入。</numerusform>
        </translation>
    </message>
    <message>
        <source>What a file really contains stands here once it is written and read back.</source>
        <translation>文件写入并重新读取后，其实际内容显示在这里。</translation>
    </message>
    <message>
        <source>%1 is written: %2.</source>
        <translation>%1 已写入：%2。</translation>
    </message>
    <message>
        <source>%1, read back: %2</source>
        <translation>%1，重新读取：%2</translation>
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
    <message>
        <source>the %1 worst channels</source>
        <translation>最差的 %1 个通道</translation>
    </message>
    <message>
        <source>The way of %1…</source>
        <translation>%1 的历程…</translation>
    </message>
    <message>
        <source>Follows the number that was clicked into %1, which reads it, step by step through the grid of its activations</source>
        <translation>跟踪所点击的数进入读取它的 %1，逐步通过其激活的网格</translation>
    </message>
    <message>
        <source>No layer reads these numbers as they are: they meet no grid of their own</source>
        <translation>没有层原样读取这些数：它们没有自己的网格</translation>
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
    <message>
        <source>What it contains</source>
        <translation>查看内容</translation>
    </message>
    <message>
        <source>Labels: %1</source>
        <translation>标签：%1</translation>
    </message>
    <message>
        <source>The recipe is saved in %1.</source>
        <translation>配方已保存在 %1。</translation>
    </message>
    <message numerus="yes">
        <source>%n layers cannot be written as %1.</source>
        <translation>
            <numerusform>%n 层无法写为 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>bitladder::app::FloatPanel</name>
    <message>
        <source>&amp;Use for this layer</source>
        <translation>用于这一层(&amp;U)</translation>
    </message>
    <message>
        <source>Use for its acti&amp;vations</source>
        <translation>用于它的激活(&amp;V)</translation>
    </message>
    <message>
        <source>The layer&apos;s weights get this format: in the recipe, and a column of the ladder map</source>
        <translation>这一层的权重得到这个格式：写进配方，也成为阶梯图的一列</translation>
    </message>
    <message>
        <source>&amp;Start from</source>
        <translation>起点(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <source>one&apos;s own</source>
        <translation>自己的</translation>
    </message>
    <message>
        <source>Subtracted from the exponent: one more halves every value</source>
        <translation>从指数中减去：多一则每个值减半</translation>
    </message>
    <message>
        <source>all are numbers</source>
        <translation>全是数</translation>
    </message>
    <message>
        <source>last code is NaN</source>
        <translation>最后一个码是 NaN</translation>
    </message>
    <message>
        <source>∞ and NaN as IEEE 754</source>
        <translation>按 IEEE 754 有 ∞ 和 NaN</translation>
    </message>
    <message>
        <source>What the top codes mean</source>
        <translation>最高的码表示什么</translation>
    </message>
    <message>
        <source>&amp;Bias</source>
        <translation>偏置(&amp;B)</translation>
    </message>
    <message>
        <source>The elements are whole numbers: evenly spaced.</source>
        <translation>元素是整数：等距。</translation>
    </message>
    <message numerus="yes">
        <source>weights: a sample of %n</source>
        <translation>
            <numerusform>权重：抽样 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 values; largest %3, smallest normal %4, smallest %5; dynamic range %6; around %7 they are %8 apart.</source>
        <translation>%1，%2 个值；最大 %3，最小正规 %4，最小 %5；动态范围 %6；在 %7 附近间隔 %8。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Select a layer to see what the format does to its weights.</source>
        <translation>选择一层，看这个格式对它的权重做了什么。</translation>
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
    <message numerus="yes">
        <source>%n bits</source>
        <translation>
            <numerusform>%n 位</numerusform>
        </translation>
    </message>
    <message>
        <source>scales: %1</source>
        <comment>conv1 weights: scales: powers of two</comment>
        <translation>缩放取值：%1</translation>
    </message>
    <message>
        <source>rounding: %1</source>
        <comment>conv1 weights: rounding: floor</comment>
        <translation>舍入：%1</translation>
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
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Show the whole graph</source>
        <translation>显示整个计算图</translation>
    </message>
    <message>
        <source>The network as a graph</source>
        <translation>网络的计算图</translation>
    </message>
    <message>
        <source>Attributes of the node</source>
        <translation>节点的属性</translation>
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
    <message>
        <source>&amp;Keys</source>
        <translation>按键(&amp;K)</translation>
    </message>
    <message>
        <source>Ctrl+?</source>
        <translation>Ctrl+?</translation>
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
    <name>bitladder::app::Inspector</name>
    <message>
        <source>scale</source>
        <translation>缩放系数</translation>
    </message>
    <message>
        <source>The distance of two neighbouring levels</source>
        <translation>相邻两个量化级之间的距离</translation>
    </message>
    <message>
        <source>scales</source>
        <translation>系数个数</translation>
    </message>
    <message>
        <source>How many there are: one for all, per channel, or per group</source>
        <translation>共有多少个：全体一个、每通道一个或每组一个</translation>
    </message>
    <message>
        <source>zero point</source>
        <translation>零点</translation>
    </message>
    <message>
        <source>The code that stands for zero</source>
        <translation>代表零的编码</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>量化级</translation>
    </message>
    <message>
        <source>How many different values there can be</source>
        <translation>最多有多少个不同的值</translation>
    </message>
    <message>
        <source>Executed as chosen.</source>
        <translation>按所选位宽实际执行。</translation>
    </message>
    <message>
        <source>Simulated: rounded to its format, computed in float.</source>
        <translation>模拟：舍入到其格式，以浮点计算。</translation>
    </message>
    <message>
        <source>Kernel: %1</source>
        <translation>内核：%1</translation>
    </message>
    <message>
        <source>%1 %2 · %3 weights</source>
        <translation>%1 %2 · %3 个权重</translation>
    </message>
    <message>
        <source>Changes the layers that the file cannot hold as little as helps; one step for Undo</source>
        <translation>对文件无法容纳的层做最少的更改；只占一个撤销步骤</translation>
    </message>
    <message>
        <source>⚠ %1 · &lt;a href=&quot;fix&quot;&gt;Make exportable&lt;/a&gt;</source>
        <translation>⚠ %1 · &lt;a href=&quot;fix&quot;&gt;改为可导出&lt;/a&gt;</translation>
    </message>
    <message>
        <source>design</source>
        <translation>设计</translation>
    </message>
    <message>
        <source>Exponent, mantissa, bias and what the top codes mean; the page Workshop changes it</source>
        <translation>指数、尾数、偏置以及最高的码表示什么；在“工坊”页修改</translation>
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
    <name>bitladder::app::LadderPage</name>
    <message>
        <source>&amp;Measure times</source>
        <translation>测量时间(&amp;M)</translation>
    </message>
    <message>
        <source>What does each width buy?</source>
        <translation>每种位宽换来什么？</translation>
    </message>
    <message>
        <source>E&amp;very layer as narrow as its weights allow at</source>
        <translation>每层按其权重尽量窄，保持(&amp;V)</translation>
    </message>
    <message>
        <source>usual formats</source>
        <translation>常用格式</translation>
    </message>
    <message>
        <source>all formats</source>
        <translation>全部格式</translation>
    </message>
    <message>
        <source>Which formats the map has</source>
        <translation>图中包含哪些格式</translation>
    </message>
    <message>
        <source>The whole network in each format, layer by layer; figures are then ps per multiply-add</source>
        <translation>整个网络用每种格式逐层测量；此后数字为每次乘加的皮秒数</translation>
    </message>
    <message>
        <source>SQNR that every layer&apos;s weights keep</source>
        <translation>每层权重保持的 SQNR</translation>
    </message>
    <message>
        <source> dB</source>
        <translation> dB</translation>
    </message>
    <message>
        <source>SQNR 0</source>
        <translation>SQNR 0</translation>
    </message>
    <message>
        <source>60 dB</source>
        <translation>60 dB</translation>
    </message>
    <message>
        <source>Open a model to see what each format does to each layer.</source>
        <translation>打开一个模型，查看每种格式对每一层的影响。</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>every layer at %1 dB</source>
        <translation>每层 %1 dB</translation>
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
    <message>
        <source>⚠ %1: %2</source>
        <translation>⚠ %1：%2</translation>
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
    <message>
        <source>&amp;Save my answers…</source>
        <translation>保存我的答案(&amp;S)…</translation>
    </message>
    <message>
        <source>Save my answers</source>
        <translation>保存我的答案</translation>
    </message>
    <message>
        <source>Your name, for the teacher:</source>
        <translation>你的姓名（给老师看）：</translation>
    </message>
    <message>
        <source>Answers (*.json)</source>
        <translation>答案 (*.json)</translation>
    </message>
    <message>
        <source>class file %1</source>
        <translation>课堂文件 %1</translation>
    </message>
    <message>
        <source>&amp;Time-lapse from 64 bits to 1…</source>
        <translation>从 64 位到 1 位的延时动画(&amp;T)…</translation>
    </message>
    <message>
        <source>Animated GIF (*.gif)</source>
        <translation>动画 GIF (*.gif)</translation>
    </message>
    <message>
        <source>Web page that plays by itself (*.html)</source>
        <translation>自动播放的网页 (*.html)</translation>
    </message>
    <message>
        <source>Time-lapse from 64 bits to 1</source>
        <translation>从 64 位到 1 位的延时动画</translation>
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
    <message>
        <source>end of the lesson</source>
        <translation>课程结束</translation>
    </message>
    <message>
        <source>%1 is no number.</source>
        <translation>%1 不是数。</translation>
    </message>
    <message>
        <source>&amp;Hint</source>
        <translation>提示(&amp;H)</translation>
    </message>
    <message>
        <source>S&amp;olution</source>
        <translation>解答(&amp;O)</translation>
    </message>
    <message>
        <source>To read on:</source>
        <translation>延伸阅读：</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MachineDialog</name>
    <message>
        <source>What can this machine do?</source>
        <translation>这台机器能做什么？</translation>
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
    <message numerus="yes">
        <source>This processor runs %n threads and has %1.</source>
        <translation>
            <numerusform>此处理器运行 %n 个线程，具有 %1。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::MainToolBar</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
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
        <source>Formats for all layers in one step</source>
        <translation>一步设定所有层的格式</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Keep a recipe and compare others with it</source>
        <translation>保留一个方案，与其他方案比较</translation>
    </message>
    <message>
        <source>Take the recipe away, as a model, a table or a picture</source>
        <translation>把方案带走：模型、表格或图片</translation>
    </message>
    <message>
        <source>Perspective %1</source>
        <translation>视角：%1</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>查找任何内容</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
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
    <message>
        <source>Headline</source>
        <translation>概要</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MasterControl</name>
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
    <message numerus="yes">
        <source>%1 → %n bits</source>
        <translation>
            <numerusform>%1 → %n 位</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::MeasuresPage</name>
    <message>
        <source>Measures of the layer</source>
        <translation>该层的度量</translation>
    </message>
    <message>
        <source>Measures of the weights by channel</source>
        <translation>按通道的权重度量</translation>
    </message>
    <message>
        <source>measure</source>
        <translation>度量</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>layer&apos;s output</source>
        <translation>该层输出</translation>
    </message>
    <message>
        <source>network&apos;s answer</source>
        <translation>网络答案</translation>
    </message>
    <message>
        <source>Of the layer&apos;s weights and what became of them</source>
        <translation>该层权重与其量化结果之间</translation>
    </message>
    <message>
        <source>Of what the layer hands on for the present picture, all errors so far</source>
        <translation>该层对当前图片的输出，包含此前的全部误差</translation>
    </message>
    <message>
        <source>Of the network&apos;s output for the present picture</source>
        <translation>网络对当前图片的输出</translation>
    </message>
    <message>
        <source>Select a layer to see its error in every measure.</source>
        <translation>选择一层，查看其误差的各种度量。</translation>
    </message>
    <message>
        <source>Figures of %1 before the last change.</source>
        <translation>%1 在上次更改之前的数值。</translation>
    </message>
    <message>
        <source>%1: its weights are kept as they are.</source>
        <translation>%1：权重保持原样。</translation>
    </message>
    <message>
        <source>%1 at %2. A click on a head sorts the channels.</source>
        <translation>%1，%2。单击表头可给通道排序。</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MethodsPage</name>
    <message>
        <source>method, in order</source>
        <translation>方法（按顺序）</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Methods of the recipe</source>
        <translation>配方的方法</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>What the method did</source>
        <translation>该方法的作用</translation>
    </message>
    <message>
        <source>&amp;Earlier</source>
        <translation>前移(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>后移(&amp;L)</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>移除(&amp;M)</translation>
    </message>
    <message>
        <source>Learn and calibrate from</source>
        <translation>学习与校准使用</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>add %1</source>
        <translation>添加 %1</translation>
    </message>
    <message>
        <source>Methods work one after the other on what those before have made</source>
        <translation>各方法依次在前面方法的结果上工作</translation>
    </message>
    <message>
        <source>remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Calibration pictures</source>
        <translation>校准图片</translation>
    </message>
    <message>
        <source>So many pictures, spread evenly over the folder, calibrate the activations&apos; ranges and teach the methods</source>
        <translation>在文件夹中均匀选取这么多张图片，用于校准激活的范围并供方法学习</translation>
    </message>
    <message>
        <source>switch %1 on</source>
        <translation>启用 %1</translation>
    </message>
    <message>
        <source>switch %1 off</source>
        <translation>停用 %1</translation>
    </message>
    <message>
        <source>move %1</source>
        <translation>移动 %1</translation>
    </message>
    <message>
        <source> of %1 pictures</source>
        <translation> / %1 张图片</translation>
    </message>
    <message>
        <source> pictures</source>
        <translation> 张图片</translation>
    </message>
    <message>
        <source>Without a folder the picture that is shown is the only one.</source>
        <translation>没有打开文件夹时，只使用显示的图片。</translation>
    </message>
    <message>
        <source>Being computed; the figures are of the recipe before.</source>
        <translation>正在计算；数字属于之前的配方。</translation>
    </message>
    <message>
        <source>No method is chosen: every number is rounded to the nearest. Methods win back what that loses; add one, and its effect on every layer stands here.</source>
        <translation>未选择方法：每个数都舍入到最近的值。方法可以挽回由此造成的损失；添加一个，它对每层的作用会显示在这里。</translation>
    </message>
    <message>
        <source>Open a model to choose methods for it.</source>
        <translation>打开模型，为其选择方法。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>It is switched off.</source>
        <translation>它已停用。</translation>
    </message>
    <message>
        <source>It changed no layer.</source>
        <translation>它没有改变任何层。</translation>
    </message>
    <message>
        <source>It got worse here</source>
        <translation>此处变差</translation>
    </message>
    <message>
        <source>%1 to %2; usually %3</source>
        <translation>%1 至 %2；通常为 %3</translation>
    </message>
    <message>
        <source>%1: %2 = %3</source>
        <translation>%1：%2 = %3</translation>
    </message>
    <message>
        <source> picture</source>
        <translation> 张图片</translation>
    </message>
</context>
<context>
    <name>bitladder::app::MicroscopePage</name>
    <message>
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>row </source>
        <translation>行 </translation>
    </message>
    <message>
        <source>Row of the output</source>
        <translation>输出的行</translation>
    </message>
    <message>
        <source>column </source>
        <translation>列 </translation>
    </message>
    <message>
        <source>Column of the output</source>
        <translation>输出的列</translation>
    </message>
    <message>
        <source>Accumulator</source>
        <translation>累加器</translation>
    </message>
    <message>
        <source>The engine&apos;s sums cannot overflow; narrower ones are emulated here and wrap around</source>
        <translation>引擎的和不会溢出；这里可模拟更窄的累加器，会绕回</translation>
    </message>
    <message>
        <source>sums in %1 bits</source>
        <translation>%1 位的和</translation>
    </message>
    <message>
        <source>sums as in the engine</source>
        <translation>与引擎相同的和</translation>
    </message>
    <message>
        <source>Select a layer to look into one of its sums.</source>
        <translation>选择一层，查看它的一个和。</translation>
    </message>
    <message>
        <source>Give the layer integers for weights and activations: then its sum can be looked into. (%1)</source>
        <translation>给该层的权重和激活值都用整数，才能查看它的和。（%1）</translation>
    </message>
    <message>
        <source>As the &amp;engine</source>
        <translation>同引擎(&amp;E)</translation>
    </message>
    <message>
        <source>What if:</source>
        <translation>假如：</translation>
    </message>
    <message>
        <source>Code of the chosen weight</source>
        <translation>所选权重的码</translation>
    </message>
    <message>
        <source>Click a product below; its weight gets this code, for this one output</source>
        <translation>点击下面的一个乘积；只对这一个输出，它的权重得到这个码</translation>
    </message>
    <message>
        <source>Width of the weights</source>
        <translation>权重的位宽</translation>
    </message>
    <message>
        <source>weights as in the engine</source>
        <translation>权重同引擎</translation>
    </message>
    <message>
        <source>weights in %1 bits</source>
        <translation>权重 %1 位</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>舍入</translation>
    </message>
    <message>
        <source>How the codes of the input and of the output are rounded</source>
        <translation>输入和输出的码怎样舍入</translation>
    </message>
    <message>
        <source>rounded as in the engine</source>
        <translation>舍入同引擎</translation>
    </message>
    <message>
        <source>Takes every change back: the numbers are the engine&apos;s own again</source>
        <translation>撤回所有改动：数又是引擎自己的</translation>
    </message>
    <message>
        <source>code </source>
        <translation>码 </translation>
    </message>
    <message>
        <source>code %1: </source>
        <comment>of the third weight</comment>
        <translation>第 %1 个的码： </translation>
    </message>
</context>
<context>
    <name>bitladder::app::ModelDialog</name>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 的 %1</translation>
    </message>
    <message>
        <source>Opset</source>
        <translation>算子集</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>生成程序</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>%1 with %2 parameters; %3 multiply-adds for one run</source>
        <translation>%1 层，%2 个参数；运行一次 %3 次乘加</translation>
    </message>
    <message>
        <source>Every node that multiplies is offered as a layer.</source>
        <translation>所有做乘法的节点都作为层提供。</translation>
    </message>
    <message numerus="yes">
        <source>%n nodes multiply but cannot be quantized here; they run in float:</source>
        <translation>
            <numerusform>%n 个节点做乘法，但在此无法量化；它们以浮点运行：</numerusform>
        </translation>
    </message>
    <message>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>op</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Nodes that are not offered</source>
        <translation>未提供的节点</translation>
    </message>
</context>
<context>
    <name>bitladder::app::Notices</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <comment>of messages</comment>
        <translation>
            <numerusform>…… 另有 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::NumberPage</name>
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
        <source>channel </source>
        <translation>通道 </translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>weight </source>
        <translation>权重 </translation>
    </message>
    <message>
        <source>Which weight of the channel</source>
        <translation>通道的第几个权重</translation>
    </message>
    <message>
        <source>Follows a weight of the layer, as the engine holds it</source>
        <translation>跟踪该层的一个权重，即引擎中保存的值</translation>
    </message>
    <message>
        <source>Your own number</source>
        <translation>自己的数</translation>
    </message>
    <message>
        <source>Any number; or click among the levels below</source>
        <translation>任意数；或在下方的级别中点击</translation>
    </message>
    <message>
        <source>&amp;x =</source>
        <translation>&amp;x =</translation>
    </message>
    <message>
        <source>Select a layer to follow one of its numbers through the grid.</source>
        <translation>选择一层，跟踪它的一个数通过网格的过程。</translation>
    </message>
    <message>
        <source>These numbers are kept as they are: choose a narrower format to see what rounding does.</source>
        <translation>这些数保持原值：选择更窄的格式，看看舍入的作用。</translation>
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
        <source>Not computed; Space or F5 computes it.</source>
        <translation>尚未计算；按空格或 F5 计算。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PageTabs</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>All pages</source>
        <translation>所有页面</translation>
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
    <name>bitladder::app::PosterizePanel</name>
    <message>
        <source>Bits of each value of the picture</source>
        <translation>图片每个值的位数</translation>
    </message>
    <message>
        <source>one grid</source>
        <translation>一个格点</translation>
    </message>
    <message>
        <source>one for each channel</source>
        <translation>每通道一个</translation>
    </message>
    <message>
        <source>one for each block</source>
        <translation>每块一个</translation>
    </message>
    <message>
        <source>What shares a grid</source>
        <translation>谁共用一个格点</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>舍入</translation>
    </message>
    <message>
        <source>Open a picture to see it in few bits.</source>
        <translation>打开一张图片，看它只用几位的样子。</translation>
    </message>
    <message numerus="yes">
        <source>%1 a value: PSNR %2, %3 different colours, %n grids.</source>
        <translation>
            <numerusform>每个值 %1：PSNR %2，%3 种不同颜色，%n 个格点。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::PreferencesActions</name>
    <message>
        <source>&amp;Instruction set</source>
        <translation>指令集(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Text size</source>
        <translation>文字大小(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>The desktop&apos;s own</source>
        <translation>桌面自身的颜色</translation>
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
    <message>
        <source>the desktop&apos;s own</source>
        <translation>桌面自身的颜色</translation>
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
    <message>
        <source>Weights %1 and activations %2 in every layer that is not locked</source>
        <translation>所有未锁定的层：权重 %1，激活 %2</translation>
    </message>
    <message>
        <source>Formats for all layers of a kind, a size or a name, in one step</source>
        <translation>一步设定某一类型、大小或名称的所有层的格式</translation>
    </message>
    <message>
        <source>Keeps the present formats under a name, for this and other models</source>
        <translation>以一个名称保留当前格式，供此模型和其他模型使用</translation>
    </message>
    <message>
        <source>Own presets that are no longer wanted</source>
        <translation>不再需要的自定义预设</translation>
    </message>
</context>
<context>
    <name>bitladder::app::PrintedPanel</name>
    <message>
        <source>Formula as printed</source>
        <translation>印出来的公式</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>As pr&amp;inted</source>
        <translation>照印的(&amp;I)</translation>
    </message>
    <message>
        <source>It is to give %1.</source>
        <translation>它应该给出：%1。</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>what it becomes</source>
        <translation>变成什么</translation>
    </message>
    <message numerus="yes">
        <source>a sample of %n weights</source>
        <translation>
            <numerusform>抽样 %n 个权重</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>x′ = %1
SQNR %2, %n different values</source>
        <translation>
            <numerusform>x′ = %1
SQNR %2，%n 个不同的值</numerusform>
        </translation>
    </message>
    <message>
        <source>As printed</source>
        <translation>照印的</translation>
    </message>
    <message>
        <source>The right form</source>
        <translation>正确的形式</translation>
    </message>
</context>
<context>
    <name>bitladder::app::RangeParameters</name>
    <message>
        <source>%1 of the weights</source>
        <translation>权重的%1</translation>
    </message>
    <message>
        <source>%1 of the activations</source>
        <translation>激活的%1</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <comment>conv1 weights: percentile 99.9</comment>
        <translation>%1：%2 %3</translation>
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
    <message>
        <source>The files themselves stay</source>
        <translation>文件本身保留</translation>
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
    <message numerus="yes">
        <source>%n of the calibration pictures cannot be read and are left out: %1</source>
        <translation>
            <numerusform>%n 张校准图片无法读取，已略过：%1</numerusform>
        </translation>
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
        <source>Choose what their weights or activations become.</source>
        <translation>选择其权重或激活变为什么。</translation>
    </message>
    <message numerus="yes">
        <source>the %n that hurt most</source>
        <translation>
            <numerusform>损害最大的 %n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n that hurt least</source>
        <translation>
            <numerusform>损害最小的 %n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n that save most</source>
        <translation>
            <numerusform>可省最多的 %n 层</numerusform>
        </translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>hurt most</source>
        <translation>损害最大</translation>
    </message>
    <message>
        <source>hurt least</source>
        <translation>损害最小</translation>
    </message>
    <message>
        <source>save most</source>
        <translation>可省最多</translation>
    </message>
    <message>
        <source>How many of them</source>
        <translation>其中多少层</translation>
    </message>
    <message>
        <source>Measured on the page Sensitivity</source>
        <translation>在“敏感度”页测量</translation>
    </message>
    <message>
        <source>O&amp;f these</source>
        <translation>其中(&amp;F)</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 layers match: %2</source>
        <translation>
            <numerusform>%1 层中有 %n 层符合：%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bitladder::app::SensitivityPage</name>
    <message>
        <source>Which layer hurts?</source>
        <translation>哪一层损害最大？</translation>
    </message>
    <message>
        <source>changed answers</source>
        <translation>改变的答案</translation>
    </message>
    <message>
        <source>divergence of the answers</source>
        <translation>答案的散度</translation>
    </message>
    <message>
        <source>error of the output</source>
        <translation>输出的误差</translation>
    </message>
    <message>
        <source>What is on the axis</source>
        <translation>坐标轴表示什么</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>测量(&amp;M)</translation>
    </message>
    <message>
        <source>Open a model to measure how much each layer matters.</source>
        <translation>打开一个模型，测量每一层的重要程度。</translation>
    </message>
    <message>
        <source>This is being computed…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Measure to see what each layer does when it alone is quantized, and what comes back when it alone is in float.</source>
        <translation>点击“测量”，查看仅量化某一层的影响，以及仅该层为浮点时恢复多少。</translation>
    </message>
    <message>
        <source>each layer</source>
        <translation>每一层</translation>
    </message>
    <message>
        <source>sums as one</source>
        <translation>相加的层合一</translation>
    </message>
    <message>
        <source>Layers whose outputs meet in a sum can be one item: they are measured and chosen together</source>
        <translation>输出相加的层可作为一项：一起测量、一起选择</translation>
    </message>
    <message>
        <source>What counts as one</source>
        <translation>什么算作一项</translation>
    </message>
</context>
<context>
    <name>bitladder::app::SessionFile</name>
    <message>
        <source>The session cannot be saved: %1: %2</source>
        <translation>无法保存会话：%1：%2</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留的</translation>
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
    <message>
        <source>The recipe of %1 is in no file. It is kept, and comes back when the model is opened again.</source>
        <translation>%1 的配方没有保存到文件。它被保留，再次打开该模型时会恢复。</translation>
    </message>
    <message>
        <source>load recipe %1</source>
        <translation>载入配方 %1</translation>
    </message>
    <message>
        <source>%1 is back as you left it, with its undo history.</source>
        <translation>%1 已恢复为离开时的样子，包括撤销历史。</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>start anew</source>
        <translation>重新开始</translation>
    </message>
</context>
<context>
    <name>bitladder::app::ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>作用</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Keys and what they do</source>
        <translation>按键及其作用</translation>
    </message>
    <message>
        <source>Faders and layers</source>
        <translation>推子与层</translation>
    </message>
    <message>
        <source>Width of the selected layers, 1 to 9 bits; 0 means 16</source>
        <translation>所选层的位宽，1 到 9 位；0 表示 16 位</translation>
    </message>
    <message>
        <source>One bit more or less</source>
        <translation>增减一位</translation>
    </message>
    <message>
        <source>Weights and activations together</source>
        <translation>权重和激活一起</translation>
    </message>
    <message>
        <source>Shift + ↑ ↓, Shift while dragging</source>
        <translation>Shift + ↑ ↓，或拖动时按住 Shift</translation>
    </message>
    <message>
        <source>Next layer; with Shift a range</source>
        <translation>下一层；按住 Shift 选择一段</translation>
    </message>
    <message>
        <source>Type a width</source>
        <translation>输入位宽</translation>
    </message>
    <message>
        <source>Enter, double click</source>
        <translation>Enter 或双击</translation>
    </message>
    <message>
        <source>Lock a layer</source>
        <translation>锁定一层</translation>
    </message>
    <message>
        <source>Take a drag back</source>
        <translation>撤回拖动</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
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
    <name>bitladder::app::ThroughPanel</name>
    <message>
        <source>Save as &amp;GIF…</source>
        <translation>存为 GIF(&amp;G)…</translation>
    </message>
    <message>
        <source>Width of the weight</source>
        <translation>权重的位宽</translation>
    </message>
    <message>
        <source>target </source>
        <translation>目标 </translation>
    </message>
    <message>
        <source>What the weight should be</source>
        <translation>权重应该是什么</translation>
    </message>
    <message>
        <source>rate </source>
        <translation>学习率 </translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Step of the training</source>
        <translation>训练的步</translation>
    </message>
    <message>
        <source>Save as GIF</source>
        <translation>存为 GIF</translation>
    </message>
    <message>
        <source>Animated GIF (*.gif)</source>
        <translation>动画 GIF (*.gif)</translation>
    </message>
    <message>
        <source>Step %1: the weight is %2 and becomes %3. Loss %4, at the start %5. The slope of the stairs is 0: by it the weight would stand still for ever. Straight through it is %6.</source>
        <translation>第 %1 步：权重是 %2，变成 %3。损失 %4，开始时 %5。楼梯的斜率是 0：按它权重永远站着不动。直通的斜率是 %6。</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
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
    <name>bitladder::app::TrainJob</name>
    <message>
        <source>calibrating</source>
        <translation>正在校准</translation>
    </message>
    <message>
        <source>training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>bitladder::app::TrainPage</name>
    <message>
        <source>%1 % (%2 of %3)</source>
        <translation>%1 %（%3 中的 %2）</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>学习得到</translation>
    </message>
    <message>
        <source>clips learned</source>
        <translation>学习截断值</translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation>按校准结果</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>学习来源</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Save the trained model</source>
        <translation>保存训练后的模型</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx)</source>
        <translation>ONNX 模型 (*.onnx)</translation>
    </message>
    <message>
        <source>Written, with its recipe beside it: %1</source>
        <translation>已写入，配方在其旁边：%1</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Epoch %1 of %2, loss %3</source>
        <translation>第 %1 轮，共 %2 轮，损失 %3</translation>
    </message>
    <message>
        <source>%1; paused</source>
        <translation>%1；已暂停</translation>
    </message>
    <message>
        <source>%1; %2 s left, %3 MB</source>
        <translation>%1；剩余 %2 秒，%3 MB</translation>
    </message>
    <message>
        <source>Float %1, before %2, trained %3.</source>
        <translation>浮点 %1，训练前 %2，训练后 %3。</translation>
    </message>
    <message>
        <source>The trained weights are a step of the recipe; Undo takes them back.</source>
        <translation>训练得到的权重是配方的一步；撤销可恢复原状。</translation>
    </message>
    <message>
        <source>Nothing became better, so nothing was changed.</source>
        <translation>没有变好，因此未作改动。</translation>
    </message>
    <message>
        <source>Open a model and a folder of pictures to train.</source>
        <translation>打开一个模型和一个图片文件夹后即可训练。</translation>
    </message>
    <message>
        <source>Open a folder of pictures to learn from, at least ten.</source>
        <translation>请打开一个至少有十张图片的文件夹供学习。</translation>
    </message>
    <message>
        <source>Learns at the present recipe from four fifths of the %1 files, and judges by the others.</source>
        <translation>按当前配方用 %1 个文件中的五分之四学习，用其余文件评判。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Ends the training and keeps the best that was found</source>
        <translation>结束训练，保留已找到的最佳结果</translation>
    </message>
    <message>
        <source>Saves what was learned as an ONNX model, with its recipe beside it</source>
        <translation>将学到的结果存为 ONNX 模型，旁边附上其配方</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>So many weights of each layer become zero little by little, in the first three fifths of the training, and stay zero</source>
        <translation>在训练的前五分之三中，每一层中这么多的权重逐渐变为零，并保持为零</translation>
    </message>
    <message>
        <source>Wider numbers first: all layers at once, or one layer after the other becomes as narrow as asked</source>
        <translation>先用较宽的数：所有层同时变窄，或一层接一层变到所选的位宽</translation>
    </message>
    <message>
        <source>from the batches</source>
        <translation>跟随各批次</translation>
    </message>
    <message>
        <source>Widths</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零</translation>
    </message>
    <message>
        <source>Block %1 of %2, error %3</source>
        <translation>第 %1 块，共 %2 块，误差 %3</translation>
    </message>
    <message>
        <source>Stopped before anything became better: nothing was changed.</source>
        <translation>在有任何改善之前就已停止：没有改动任何东西。</translation>
    </message>
    <message>
        <source>Stopped. </source>
        <translation>已停止。 </translation>
    </message>
    <message>
        <source>Vary the pictures</source>
        <translation>变化图片</translation>
    </message>
    <message>
        <source>labels and float</source>
        <translation>标签和浮点网络</translation>
    </message>
    <message>
        <source>float alone</source>
        <translation>仅浮点网络</translation>
    </message>
    <message>
        <source>float, by blocks</source>
        <translation>浮点网络，逐块</translation>
    </message>
    <message>
        <source>Float: the answers of the float network teach. By blocks: each block learns to hand on what the float network&apos;s does, without labels; the epochs are each block&apos;s</source>
        <translation>浮点网络：由浮点网络的答案来教。逐块：每一块学习输出与浮点网络对应块相同的结果，不需要标签；轮数是每一块的轮数</translation>
    </message>
    <message>
        <source>as asked</source>
        <translation>按所选</translation>
    </message>
    <message>
        <source>8, 4, as asked</source>
        <translation>8、4、按所选</translation>
    </message>
    <message>
        <source>8, by layers</source>
        <translation>8 位起逐层</translation>
    </message>
    <message>
        <source>Each time a picture is seen it is turned, moved, scaled and lit a little differently</source>
        <translation>每次看到图片时，都会略微改变其旋转、位置、大小和亮度</translation>
    </message>
    <message>
        <source>Right answers to pictures that were kept from training</source>
        <translation>对未用于训练的图片的正确答案</translation>
    </message>
    <message>
        <source>Answers as the float network&apos;s to pictures that were kept from training</source>
        <translation>对未用于训练的图片，与浮点网络相同的答案</translation>
    </message>
</context>
<context>
    <name>bitladder::app::TrainingViews</name>
    <message>
        <source>Replay</source>
        <translation>重放</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>How many answers are right after each epoch</source>
        <translation>每一轮之后有多少答案正确</translation>
    </message>
    <message>
        <source>One weight</source>
        <translation>单个权重</translation>
    </message>
    <message>
        <source>How one weight of the selected layer wanders and jumps</source>
        <translation>所选层的一个权重如何游走与跳变</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Which layers moved</source>
        <translation>哪些层变动了</translation>
    </message>
    <message>
        <source>weight </source>
        <translation>权重 </translation>
    </message>
    <message>
        <source>Which weight</source>
        <translation>哪个权重</translation>
    </message>
    <message>
        <source>Of the watched weights of the layer: the first has jumped most</source>
        <translation>该层被观察的权重：第一个跳变次数最多</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1</translation>
    </message>
    <message>
        <source>All weights</source>
        <translation>全部权重</translation>
    </message>
    <message>
        <source>How all weights of the selected layer stand on their grid</source>
        <translation>所选层的全部权重在其网格上的位置</translation>
    </message>
    <message>
        <source>Start training to see the weights move.</source>
        <translation>开始训练，即可看到权重移动。</translation>
    </message>
</context>
<context>
    <name>bitladder::app::WaysPage</name>
    <message>
        <source>groups of %1</source>
        <translation>每组 %1 个</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>按通道</translation>
    </message>
    <message>
        <source>tensor</source>
        <translation>按张量</translation>
    </message>
    <message>
        <source>Width of the weights</source>
        <translation>权重的位宽</translation>
    </message>
    <message>
        <source>best output first</source>
        <translation>输出最好的在前</translation>
    </message>
    <message>
        <source>best weights first</source>
        <translation>权重最好的在前</translation>
    </message>
    <message>
        <source>smallest first</source>
        <translation>最小的在前</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>列表的顺序</translation>
    </message>
    <message>
        <source>way</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>output dB</source>
        <translation>输出 dB</translation>
    </message>
    <message>
        <source>weights dB</source>
        <translation>权重 dB</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>SQNR of what the layer hands on for the present picture when nothing but its weights is quantized</source>
        <translation>只量化该层权重时，其输出对当前图片的 SQNR</translation>
    </message>
    <message>
        <source>SQNR of the weights themselves, of a sample where they are many</source>
        <translation>权重本身的 SQNR；数量多时取样本</translation>
    </message>
    <message>
        <source>Theoretical size of the weights with 32 bits for each scale</source>
        <translation>权重的理论大小，每个缩放因子 32 位</translation>
    </message>
    <message>
        <source>Ways to quantize the weights</source>
        <translation>量化权重的方式</translation>
    </message>
    <message>
        <source>&amp;Weights at</source>
        <translation>权重位宽(&amp;W)</translation>
    </message>
    <message>
        <source>Select a layer to compare all ways to quantize its weights.</source>
        <translation>选择一层，比较量化其权重的所有方式。</translation>
    </message>
    <message>
        <source>This layer has no weights of its own.</source>
        <translation>该层没有自己的权重。</translation>
    </message>
    <message>
        <source>%1 (now)</source>
        <translation>%1（当前）</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>%1 simulated</source>
        <translation>%1（模拟）</translation>
    </message>
    <message>
        <source>fastest first</source>
        <translation>最快的在前</translation>
    </message>
    <message>
        <source>ns/MAC</source>
        <translation>ns/乘加</translation>
    </message>
    <message>
        <source>Time of the layer for each of its multiply-adds, measured here with its present activations; what is simulated is computed in float</source>
        <translation>该层每次乘加所用的时间，在本机以其当前激活测得；模拟的方式用浮点计算</translation>
    </message>
    <message>
        <source>All ways for the weights of %1. A click applies one, a method with it to all layers; Ctrl+Z returns.</source>
        <translation>%1 的权重的所有方式。单击应用，其方法则用于所有层；Ctrl+Z 返回。</translation>
    </message>
    <message>
        <source>%1, with %2 activations</source>
        <translation>%1，激活为 %2</translation>
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
        <source>About t&amp;his model…</source>
        <translation>关于此模型(&amp;H)…</translation>
    </message>
    <message>
        <source>Select &amp;none: the fader moves all layers</source>
        <translation>全不选：推子移动所有层(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Restore default layout</source>
        <translation>恢复默认布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Panes</source>
        <translation>窗格(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Arrange panes by their title bars</source>
        <translation>用标题栏排列窗格(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Find anything…</source>
        <translation>查找任何内容(&amp;F)…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+F</source>
        <translation>Ctrl+Shift+F</translation>
    </message>
</context>
<context>
    <name>bitladder::app::WorkshopPage</name>
    <message>
        <source>What could a number be?</source>
        <translation>一个数可以是什么？</translation>
    </message>
    <message>
        <source>What is worked on</source>
        <translation>加工什么</translation>
    </message>
    <message>
        <source>a float format</source>
        <translation>浮点格式</translation>
    </message>
    <message>
        <source>a code book</source>
        <translation>码本</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>formulas as printed</source>
        <translation>文章里印的公式</translation>
    </message>
    <message>
        <source>the picture in few bits</source>
        <translation>只用几位的图片</translation>
    </message>
    <message>
        <source>learning through a staircase</source>
        <translation>穿过楼梯学习</translation>
    </message>
</context>
<context>
    <name>bitladder::app::WorkshopPanel</name>
    <message>
        <source>%1: SQNR %2 on the weights of %3.</source>
        <translation>%1：在 %3 的权重上 SQNR 为 %2。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>e4m3 31.6 dB</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>With the same width: %1.</source>
        <translation>同样位宽：%1。</translation>
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
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留的</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Answers of the float network, of the kept recipe and of the present one</source>
        <translation>浮点网络、保留的配方与当前配方的答案</translation>
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
        <source>%1 of %2 pictures</source>
        <translation>%1／%2 张图片</translation>
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
    <message>
        <source>⚠ Kept and now answer differently: %1 ≠ %2.</source>
        <translation>⚠ 保留的与当前的答案不同：%1 ≠ %2。</translation>
    </message>
    <message>
        <source>✓ Kept and now answer as float does.</source>
        <translation>✓ 保留的与当前的答案都与浮点相同。</translation>
    </message>
    <message>
        <source>⚠ Kept and now agree, but the answer changed: %1 ≠ %2.</source>
        <translation>⚠ 保留的与当前的一致，但答案变了：%1 ≠ %2。</translation>
    </message>
    <message>
        <source>Kept and now agree on %1 (%2) of %3</source>
        <translation>保留的与当前的在 %3 张中的 %1（%2）上一致</translation>
    </message>
    <message>
        <source>%1: kept %2 → now %3</source>
        <translation>%1：保留的 %2 → 当前 %3</translation>
    </message>
    <message>
        <source>%1: %2 from kept to now; float %3</source>
        <translation>%1：从保留的到当前 %2；浮点 %3</translation>
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
    <name>bitladder::widgets::BinadePlot</name>
    <message>
        <source>magnitude, in units of the format</source>
        <translation>绝对值，以格式的单位计</translation>
    </message>
    <message>
        <source>Which numbers does the format have?</source>
        <translation>这个格式有哪些数？</translation>
    </message>
    <message>
        <source>Set up a format to see its numbers.</source>
        <translation>设定一个格式，看它有哪些数。</translation>
    </message>
    <message>
        <source>subnormal</source>
        <translation>非正规</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正规</translation>
    </message>
    <message>
        <source>from %1 to below %2: %3 values, %4 apart (%5)</source>
        <translation>从 %1 到 %2 以下：%3 个值，间隔 %4（%5）</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::BitCells</name>
    <message>
        <source>Bits of the format</source>
        <translation>格式的位</translation>
    </message>
    <message>
        <source>Drag the border between exponent and mantissa, or the right end; click the sign</source>
        <translation>拖动指数与尾数的分界，或右端；点击符号位</translation>
    </message>
    <message>
        <source>%1 exponent bits, %2 mantissa bits</source>
        <translation>%1 位指数，%2 位尾数</translation>
    </message>
    <message>
        <source>exponent %1</source>
        <translation>指数 %1</translation>
    </message>
    <message>
        <source>mantissa %1</source>
        <translation>尾数 %1</translation>
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
    <message>
        <source>before the methods</source>
        <translation>方法之前</translation>
    </message>
    <message>
        <source>before the methods %1 … %2</source>
        <translation>方法之前 %1 … %2</translation>
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
    <name>bitladder::widgets::CommandPalette</name>
    <message>
        <source>Find anything</source>
        <translation>查找任何内容</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>想做什么？</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>匹配项</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::CurveSketch</name>
    <message>
        <source>Your curve</source>
        <translation>你的曲线</translation>
    </message>
    <message>
        <source>Draw with the mouse, or move the points with the arrow keys</source>
        <translation>用鼠标画，或用方向键移动各点</translation>
    </message>
    <message>
        <source>%1 bits: %2</source>
        <translation>%1 位：%2</translation>
    </message>
    <message>
        <source>%1, measured %2</source>
        <translation>%1，实测 %2</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>位</translation>
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
        <source>%1 … %2: %3 numbers</source>
        <translation>%1 … %2：%3 个数</translation>
    </message>
    <message>
        <source>difference: quantized − float</source>
        <translation>差值：量化 − 浮点</translation>
    </message>
    <message>
        <source>difference: now − float; dashed: kept</source>
        <translation>差值：当前 − 浮点；虚线：保留的</translation>
    </message>
    <message>
        <source>%1 … %2: kept %3, now %4 numbers</source>
        <translation>%1 … %2：保留的 %3 个，当前 %4 个</translation>
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
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>W %1</source>
        <translation>W %1</translation>
    </message>
    <message>
        <source>A %1</source>
        <translation>A %1</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FactsGrid</name>
    <message>
        <source>What was computed</source>
        <translation>计算结果</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FaderTrack</name>
    <message>
        <source>Width from 64 bits down to 1</source>
        <translation>位宽，从 64 位到 1 位</translation>
    </message>
    <message>
        <source>several widths</source>
        <translation>多种位宽</translation>
    </message>
    <message>
        <source>Moves the widths of the selected layers, or of all; the handle is dashed where they differ</source>
        <translation>移动所选层（或所有层）的位宽；位宽不同时手柄为虚线</translation>
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
    <message>
        <source>Width</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Scale per</source>
        <translation>缩放单位</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>How many bits a number has</source>
        <translation>每个数占多少位</translation>
    </message>
    <message>
        <source>What kind of numbers they are: floats, integers, two or three levels, levels from a list</source>
        <translation>数的种类：浮点、整数、两级或三级、取自列表的级别</translation>
    </message>
    <message>
        <source>Asymmetric: a zero point moves the levels to where the numbers lie</source>
        <translation>非对称：零点把各级别移到数值所在之处</translation>
    </message>
    <message>
        <source>How many numbers share a scale: all, those of a channel, or of a group</source>
        <translation>多少个数共用一个缩放：全部、同一通道的，或同一组的</translation>
    </message>
    <message>
        <source>How the limits are found between which the levels lie</source>
        <translation>如何确定各级别所在的界限</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>缩放取值</translation>
    </message>
    <message>
        <source>Which scales there may be</source>
        <translation>允许的缩放取值</translation>
    </message>
    <message>
        <source>Any number, or powers of two only, with which hardware multiplies by shifting</source>
        <translation>任意数，或只取 2 的幂：硬件用移位就能相乘</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>舍入</translation>
    </message>
    <message>
        <source>How a number becomes one of the two levels beside it</source>
        <translation>一个数如何变成它两侧级别之一</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::FrontPlot</name>
    <message>
        <source>tried</source>
        <translation>试过的</translation>
    </message>
    <message>
        <source>best that was measured</source>
        <translation>测得的最佳</translation>
    </message>
    <message>
        <source>kept recipes</source>
        <translation>保留的配方</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>keeps the limits</source>
        <translation>满足限制</translation>
    </message>
    <message>
        <source>What is the best I can have?</source>
        <translation>最好能做到什么程度？</translation>
    </message>
    <message>
        <source>Search to see which recipes there are.</source>
        <translation>搜索以查看有哪些配方。</translation>
    </message>
    <message>
        <source>%1 % same answers (%2 … %3)</source>
        <translation>%1 % 答案相同（%2 … %3）</translation>
    </message>
    <message>
        <source>predicted: %1 %</source>
        <translation>预测：%1 %</translation>
    </message>
    <message>
        <source>A click applies it; Ctrl+Z returns.</source>
        <translation>单击即采用；Ctrl+Z 撤销。</translation>
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
    <name>bitladder::widgets::Headline</name>
    <message>
        <source>Headline: size, speed and answers</source>
        <translation>概要：大小、速度和答案</translation>
    </message>
    <message>
        <source>floor %1</source>
        <translation>下限 %1</translation>
    </message>
    <message>
        <source>&amp;Copy as picture</source>
        <translation>复制为图片(&amp;C)</translation>
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
    <message>
        <source>float values before the methods</source>
        <translation>方法之前的浮点值</translation>
    </message>
    <message>
        <source>rounded to the nearest, without the methods</source>
        <translation>就近舍入，不用方法</translation>
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
    <name>bitladder::widgets::LadderMap</name>
    <message>
        <source>What does each width buy?</source>
        <translation>每种位宽换来什么？</translation>
    </message>
    <message>
        <source>Open a model to see what each format does to each layer.</source>
        <translation>打开一个模型，查看每种格式对每一层的影响。</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>%1 (locked)</source>
        <translation>%1（已锁定）</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>SQNR of the weights: %1</source>
        <translation>权重的 SQNR：%1</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>无误差</translation>
    </message>
    <message>
        <source>measured: %1 ps per multiply-add</source>
        <translation>实测：每次乘加 %1 ps</translation>
    </message>
    <message>
        <source>A click gives the layer this format; dragging paints.</source>
        <translation>单击将此格式赋给该层；拖动可连续涂写。</translation>
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
    <message>
        <source>Your answer</source>
        <translation>你的答案</translation>
    </message>
    <message>
        <source>&amp;Next lesson</source>
        <translation>下一课(&amp;N)</translation>
    </message>
    <message>
        <source>F&amp;inish</source>
        <translation>结束(&amp;I)</translation>
    </message>
    <message>
        <source>Ends the lesson and brings back what was there before it</source>
        <translation>结束课程，恢复开始前的状态</translation>
    </message>
    <message>
        <source>Start o&amp;ver</source>
        <translation>重新开始(&amp;V)</translation>
    </message>
    <message>
        <source>Forgets your answers to this lesson</source>
        <translation>清除你对这一课的答案</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation>检查(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Lock in</source>
        <translation>锁定(&amp;L)</translation>
    </message>
    <message>
        <source>Computes it on several values</source>
        <translation>在若干取值上计算</translation>
    </message>
    <message>
        <source>Your prediction stays as it is; then the answer is shown</source>
        <translation>你的预测不再改变，然后显示答案</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::MarginPlot</name>
    <message>
        <source>lead of the float network&apos;s answer</source>
        <translation>浮点网络答案的领先</translation>
    </message>
    <message>
        <source>layers quantized up to here</source>
        <translation>量化到此层为止</translation>
    </message>
    <message>
        <source>lead (points)</source>
        <translation>领先（百分点）</translation>
    </message>
    <message>
        <source>Where is the answer lost?</source>
        <translation>答案在哪里丢失？</translation>
    </message>
    <message>
        <source>Choose a picture to see where its answer is lost.</source>
        <translation>选择一张图片，查看其答案在哪里丢失。</translation>
    </message>
    <message>
        <source>all in float: lead %1</source>
        <translation>全部为浮点：领先 %1</translation>
    </message>
    <message>
        <source>%1, and all before it, quantized: lead %2</source>
        <translation>%1 及其之前各层量化：领先 %2</translation>
    </message>
    <message>
        <source>to blame</source>
        <translation>责任层</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::MasterFader</name>
    <message>
        <source>Width in bits</source>
        <translation>位宽</translation>
    </message>
    <message>
        <source>Width in bits of what is selected, or of all layers</source>
        <translation>所选层或所有层的位宽</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>The fader moves the weights</source>
        <translation>推子移动权重</translation>
    </message>
    <message>
        <source>The fader moves the activations</source>
        <translation>推子移动激活</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::MicroscopeView</name>
    <message>
        <source>step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>From the sum to the value</source>
        <translation>从和到值</translation>
    </message>
    <message>
        <source>Every product</source>
        <translation>每个乘积</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::MovedLayers</name>
    <message>
        <source>Which layers moved?</source>
        <translation>哪些层变动了？</translation>
    </message>
    <message>
        <source>Start training to see which layers change.</source>
        <translation>开始训练，即可看到哪些层发生变化。</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>moved (steps)</source>
        <translation>移动（步长）</translation>
    </message>
    <message>
        <source>changed level (%)</source>
        <translation>换了量化级 (%)</translation>
    </message>
    <message>
        <source>%1 of %2 weights stand on another level than at the start</source>
        <translation>%2 个权重中有 %1 个与开始时处于不同的量化级</translation>
    </message>
    <message>
        <source>their floats moved by %1 steps of the grid (root mean square)</source>
        <translation>其浮点值移动了 %1 个网格步长（均方根）</translation>
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
        <source>kept: accumulated</source>
        <translation>保留的：累积</translation>
    </message>
    <message>
        <source>%1
accumulated, kept: %2</source>
        <translation>%1
保留的累积：%2</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::NumberWayView</name>
    <message>
        <source>The way of one number</source>
        <translation>一个数的历程</translation>
    </message>
    <message>
        <source>in memory: %1</source>
        <translation>内存中：%1</translation>
    </message>
    <message>
        <source>%1; click to follow this number</source>
        <translation>%1；单击以跟踪这个数</translation>
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
        <source>difference, amplified %1</source>
        <translation>差异，放大 %1</translation>
    </message>
    <message>
        <source>float, of another picture</source>
        <translation>浮点，属于另一张图片</translation>
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
    <message>
        <source>Picture of the kept recipe</source>
        <translation>保留配方的图片</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留的</translation>
    </message>
    <message>
        <source>kept, of another picture</source>
        <translation>保留的，属于另一张图片</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>difference now, amplified %1</source>
        <translation>当前的差异，放大 %1</translation>
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
    <name>bitladder::widgets::RowsView</name>
    <message>
        <source>older settings</source>
        <translation>旧设置</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::SensitivityBars</name>
    <message>
        <source>Which layer hurts?</source>
        <translation>哪一层损害最大？</translation>
    </message>
    <message>
        <source>quantized alone</source>
        <translation>单独量化</translation>
    </message>
    <message>
        <source>in float alone: brings back</source>
        <translation>单独为浮点：恢复</translation>
    </message>
    <message>
        <source>its weights</source>
        <translation>其权重</translation>
    </message>
    <message>
        <source>its activations</source>
        <translation>其激活</translation>
    </message>
    <message>
        <source>%1: quantized alone %2</source>
        <translation>%1：单独量化 %2</translation>
    </message>
    <message>
        <source>its weights %1, its activations %2</source>
        <translation>其权重 %1，其激活 %2</translation>
    </message>
    <message>
        <source>in float alone it brings back %1</source>
        <translation>单独为浮点时恢复 %1</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::SpeedPlot</name>
    <message>
        <source>float32</source>
        <translation>float32</translation>
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
    <message>
        <source>kept</source>
        <translation>保留的</translation>
    </message>
    <message>
        <source>kept: %1</source>
        <translation>保留的：%1</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::StaircasePlot</name>
    <message>
        <source>what is computed forward</source>
        <translation>前向计算的</translation>
    </message>
    <message>
        <source>where it was</source>
        <translation>到过的地方</translation>
    </message>
    <message>
        <source>straight through</source>
        <translation>直通</translation>
    </message>
    <message>
        <source>by the slope of the stairs</source>
        <translation>按楼梯的斜率</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>rounded weight</source>
        <translation>舍入后的权重</translation>
    </message>
    <message>
        <source>How does a staircase learn?</source>
        <translation>楼梯怎么学习？</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::TrainingPlot</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>before training</source>
        <translation>训练前</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>How much comes back?</source>
        <translation>能恢复多少？</translation>
    </message>
    <message>
        <source>Start training to see the answers get better.</source>
        <translation>开始训练，观察答案如何变好。</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>训练后</translation>
    </message>
    <message>
        <source>epoch %1: %2 % right</source>
        <translation>第 %1 轮：正确率 %2 %</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>error of the block</source>
        <translation>块的误差</translation>
    </message>
    <message>
        <source>block %1: %2 % right</source>
        <translation>第 %1 块：%2 % 正确</translation>
    </message>
    <message>
        <source>error of the block %1</source>
        <translation>块的误差 %1</translation>
    </message>
    <message>
        <source>answers (%)</source>
        <translation>答案 (%)</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::ValueScatter</name>
    <message>
        <source>values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What did each value become?</source>
        <translation>每个值变成了什么？</translation>
    </message>
    <message>
        <source>Select a layer to see what each of its values became.</source>
        <translation>选择一层，查看它的每个值变成了什么。</translation>
    </message>
    <message>
        <source>%1 became %2, an error of %3</source>
        <translation>%1 变为 %2，误差 %3</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::VectorPlot</name>
    <message>
        <source>float</source>
        <translation>浮点</translation>
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
    <message>
        <source>kept</source>
        <translation>保留的</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
</context>
<context>
    <name>bitladder::widgets::WeightPathPlot</name>
    <message>
        <source>rounded ŵ</source>
        <translation>舍入值 ŵ</translation>
    </message>
    <message>
        <source>learning float w</source>
        <translation>学习中的浮点 w</translation>
    </message>
    <message>
        <source>push −∂loss/∂ŵ</source>
        <translation>推动 −∂loss/∂ŵ</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>push</source>
        <translation>推动</translation>
    </message>
    <message>
        <source>step of the optimizer</source>
        <translation>优化器的步数</translation>
    </message>
    <message>
        <source>How does a weight jump?</source>
        <translation>权重如何跳变？</translation>
    </message>
    <message>
        <source>Start training to see weights wander and jump.</source>
        <translation>开始训练，即可看到权重游走与跳变。</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>量化级</translation>
    </message>
    <message>
        <source>limits of rounding</source>
        <translation>舍入界限</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n jump(s)</source>
        <translation>
            <numerusform>%1：跳变 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>The float w learns; the network computes with its rounded value ŵ, which jumps where w crosses the middle between two levels. What pushes w is the gradient of the loss by ŵ, handed straight through the rounding.</source>
        <translation>浮点 w 在学习；网络用其舍入值 ŵ 计算，当 w 越过两个量化级的中点时 ŵ 就跳变。推动 w 的是损失对 ŵ 的梯度，它直接穿过舍入传给 w。</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>float %1, rounded %2</source>
        <translation>浮点 %1，舍入 %2</translation>
    </message>
    <message>
        <source>∂loss/∂ŵ %1</source>
        <translation>∂loss/∂ŵ %1</translation>
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
