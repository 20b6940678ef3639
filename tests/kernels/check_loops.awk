# Reads `objdump -d --no-show-raw-insn` of the matrix kernels and names every innermost loop that multiplies, or counts bits, and
# writes vectors to the stack meanwhile: sums that found no register cost such a loop up to a factor of two. (A constant that is
# read from the stack costs nothing like that.) Functions called finish… are left out: they pass finished results through small arrays.

function finish(    i, j, k, from, to, inner, work, spills) {
    for (i = 1; i <= count; ++i) {
        if (!(i in target) || target[i] > address[i] || !(target[i] in line)) continue;
        from = line[target[i]];
        inner = 1;
        for (j = from; j < i && inner; ++j)
            if (j in target && target[j] <= address[j] && target[j] >= target[i]) inner = 0;
        if (!inner) continue;
        work = spills = 0;
        for (k = from; k <= i && name !~ /[0-9]finish/; ++k) {
            if (text[k] ~ /v(fn?m(add|sub)[0-9]+[ps][sd]|pdpbusd|pdpwssd|dpbf16ps|pmaddubsw|pmaddwd|pmuldq|popcnt[bwdq]|pshufb)/) ++work;
            if (text[k] ~ /[xyz]mm[0-9]+,-?(0x[0-9a-f]+)?\(%r[sb]p[^)]*\)$/) ++spills;
        }
        if (work >= 4) {
            ++loops;
            if (spills) {
                ++bad;
                printf "%s: the loop at %s has %d operations and %d vectors on the stack\n", name, address[from], work, spills;
            }
        }
    }
    delete address; delete text; delete target; delete line;
    count = 0;
}

/^[0-9a-f]+ <.*>:$/ { finish(); name = substr($2, 2, length($2) - 3); next }
/^ *[0-9a-f]+:\t/ {
    ++count;
    split($0, part, "\t");
    address[count] = sprintf("%12s", substr(part[1], 1, index(part[1], ":") - 1));
    gsub(/ /, "0", address[count]);
    line[address[count]] = count;
    text[count] = part[2];
    if (part[2] ~ /^j[a-z]+ +[0-9a-f]+ </) {
        split(part[2], jump, " ");
        target[count] = sprintf("%12s", jump[2]);
        gsub(/ /, "0", target[count]);
    }
}
END { finish(); printf "%d inner loops, %d with vectors on the stack\n", loops, bad; exit bad > 0 || loops == 0 }
