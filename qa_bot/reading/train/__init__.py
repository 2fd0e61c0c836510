"""Trains the span reader: `python -m qa_bot.reading.train --data FOLDER --out FOLDER`.

To train it anew:

1. `pip install 'qa_bot[train]'`, which adds what writes the reader's file.
2. Put the five public question sets that `data` names, in the layout that it describes, into a
   folder; the sixth comes with the project.
3. Run the command, with 5 GB of memory, and two CPU cores for five to seven hours or a GPU for some
   minutes. It trains in nine rounds. In each it prints a line of JSON when its examples are made,
   and another at every fifth of the way: the loss, and F1 and exact match of a part of the
   questions held out; of all of them at the end. What it writes is a mean of the readers at the
   ends of the rounds. Broken off, it goes on from its last checkpoint when it is run again.
4. Copy `reader.onnx` from the output folder over the one in `qa_bot/reading`.
5. Its scores are not those of the reader before: `python tests/benchmarks/reading.py FOLDER --fit`
   prints the `_CALIBRATIONS` for `qa_bot/reading/deciding.py`, and the figures for the model card.

What happens on the way, module by module: `data` reads, cleans and splits the sets; `examples`
draws questions and makes rows of tokens; `near_misses` alters questions so that their passage does
not answer; `model` is the network; `fit` is the recipe and the training; `evaluate` measures;
`export` writes the ONNX file.
"""
