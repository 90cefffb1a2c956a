-- live bots on simulators of the exchanges, on this machine
ALTER TYPE "Book" ADD VALUE 'practice';
